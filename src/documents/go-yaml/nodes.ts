interface NodeBase {
  /** Offset into the text. */
  readonly start: number;
}
export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string;
  /** In full, "tag:yaml.org,2002:str"; empty: none. */
  readonly tag: string;
  /** Its type is to be seen from the text. */
  readonly implicit: boolean;
  /** Written below its header, line by line. */
  readonly block: boolean;
}
export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: YamlNode[];
}
export interface MapNode extends NodeBase {
  readonly kind: "map";
  readonly pairs: { readonly key: YamlNode; readonly value: YamlNode }[];
}
export interface AliasNode extends NodeBase {
  readonly kind: "alias";
  readonly name: string;
  /** It may contain the alias. */
  readonly target: YamlNode;
}
export type YamlNode = ScalarNode | ListNode | MapNode | AliasNode;
