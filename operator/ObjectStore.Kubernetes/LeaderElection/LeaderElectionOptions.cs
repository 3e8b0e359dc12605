using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.LeaderElection;

/// <summary>Which lease, for whom, and its times.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>The lease; made when it is missing.</summary>
    public required EntityKey Lease { get; init; }

    /// <summary>Who we are; differs between any two processes.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait after the last renewal that they have seen.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a leader goes on without a renewal; less than the duration, by the time that its work needs to stop.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two tries to get or renew the lease.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
