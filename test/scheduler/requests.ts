/** What kube-scheduler sends, for tests. */
export function podOf(limits: Readonly<Record<string, number>>) {
  const entries = Object.entries(limits).map(([device, count]) => {
    const name = device.startsWith("gpu") ? device : `mig-${device.replaceAll("+", ".")}`;
    return [`nvidia.com/${name}`, String(count)];
  });
  return { metadata: { name: "pod" }, spec: { containers: [{ name: "c", resources: { limits: Object.fromEntries(entries) } }] } };
}

/** As an extender that is `nodeCacheCapable` is asked. */
export function byName(limits: Readonly<Record<string, number>>, names: readonly string[] = ["node"]) {
  return { Pod: podOf(limits), Nodes: null, NodeNames: names };
}
