using System.Diagnostics.CodeAnalysis;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>How a reconciliation ended.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
[SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "The shape of KubeOps, which is to take this place.")]
public sealed record ReconciliationResult<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private ReconciliationResult(TEntity entity) => Entity = entity;

    /// <summary>The entity, newer where it was written.</summary>
    public TEntity Entity { get; }

    /// <summary>Whether the entity is as it should be, or waits for something that is on its way.</summary>
    [MemberNotNullWhen(false, nameof(ErrorMessage))]
    public bool IsSuccess => ErrorMessage is null;

    /// <summary>What went wrong, for people.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>What went wrong, if it was thrown.</summary>
    public Exception? Error { get; private init; }

    /// <summary>When to look again without a change. Null: after a success not before a change or the next resync, after a failure with growing pauses.</summary>
    public TimeSpan? RequeueAfter { get; private init; }

    /// <summary>All is well until something changes.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity) => new(entity);

    /// <summary>All is well; look again after a while.</summary>
    public static ReconciliationResult<TEntity> Success(TEntity entity, TimeSpan requeueAfter) => new(entity) { RequeueAfter = requeueAfter };

    /// <summary>It did not work; try again with growing pauses.</summary>
    public static ReconciliationResult<TEntity> Failure(TEntity entity, string errorMessage, Exception? error = null) =>
        new(entity) { ErrorMessage = errorMessage, Error = error };

    /// <summary>It did not work; try again after a while that is known.</summary>
    public static ReconciliationResult<TEntity> Failure(TEntity entity, string errorMessage, TimeSpan requeueAfter) =>
        new(entity) { ErrorMessage = errorMessage, RequeueAfter = requeueAfter };
}
