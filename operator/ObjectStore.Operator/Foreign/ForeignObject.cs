using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Foreign;

/// <summary>An object of another operator's kind as it is now, or why there is none as planned.</summary>
/// <param name="Entity">The object; null when it could not be applied.</param>
/// <param name="Problem">Why not; null when it was.</param>
internal sealed record ForeignObject<T>(T? Entity, SpecProblem? Problem)
    where T : class, IKubernetesObject<V1ObjectMeta>;
