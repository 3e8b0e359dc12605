namespace ObjectStore.Kubernetes.Models;

/// <summary>What is done: one of these.</summary>
public sealed record V1LifecycleHandler
{
    /// <summary>A command.</summary>
    public V1ExecAction? Exec { get; init; }

    /// <summary>A request.</summary>
    public V1HTTPGetAction? HttpGet { get; init; }

    /// <summary>Nothing, for a while.</summary>
    public V1SleepAction? Sleep { get; init; }
}
