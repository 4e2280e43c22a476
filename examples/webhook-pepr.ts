/** The webhook as a capability of Pepr. */
import { reviewAdmission } from "migpack/admission";
import { clusterView } from "migpack/kubernetes";
import { a, Capability, K8s, kind } from "pepr";

export const Mig = new Capability({ name: "mig", description: "Turns away pods whose MIG devices no node can ever give." });

Mig.When(a.Pod)
  .IsCreatedOrUpdated()
  .Validate(async (pod) => {
    // A list for each pod; a large cluster keeps the view for some seconds.
    const { items: nodes } = await K8s(kind.Node).Get();
    const { allowed, status, warnings = [] } = reviewAdmission({ request: pod.Request }, clusterView({ nodes })).response;
    return allowed ? pod.Approve([...warnings]) : pod.Deny(status?.message, status?.code, [...warnings]);
  });
