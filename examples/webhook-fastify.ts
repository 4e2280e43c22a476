/** The webhook as a route of a Fastify server that you have. */
import Fastify from "fastify";
import { type ClusterView, reviewAdmission } from "migpack/admission";

export function server(cluster: () => ClusterView) {
  // A review holds two objects, of a mebibyte each in the worst case.
  return Fastify({ bodyLimit: 8 * 1024 * 1024 }).post("/validate", (request, reply) => {
    const review = reviewAdmission(request.body, cluster());
    reply.code(review.response.uid === "" ? 400 : 200).send(review);
  });
}
