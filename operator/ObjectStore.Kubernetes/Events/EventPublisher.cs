using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Events;

/// <summary>Publishes an event about an entity, for people who look at it. Never fails and never holds up for long: what cannot be published is dropped and counted.</summary>
/// <param name="entity">What it is about.</param>
/// <param name="reason">PascalCase constant.</param>
/// <param name="message">A sentence. The same again is counted instead of told anew.</param>
/// <param name="type">How people should take it.</param>
/// <param name="cancellationToken">Gives up.</param>
public delegate Task EventPublisher(
    IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type, CancellationToken cancellationToken);
