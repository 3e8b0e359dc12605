namespace ObjectStore.Kubernetes.Models;

/// <summary>Asks a container how it is: one way of these.</summary>
public sealed record V1Probe
{
    /// <summary>By HTTP.</summary>
    public V1HTTPGetAction? HttpGet { get; init; }

    /// <summary>By a connection.</summary>
    public V1TCPSocketAction? TcpSocket { get; init; }

    /// <summary>By a command.</summary>
    public V1ExecAction? Exec { get; init; }

    /// <summary>Before the first.</summary>
    public int? InitialDelaySeconds { get; init; }

    /// <summary>Between two.</summary>
    public int? PeriodSeconds { get; init; }

    /// <summary>For one.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Failures in a row that count.</summary>
    public int? FailureThreshold { get; init; }

    /// <summary>Successes in a row that count.</summary>
    public int? SuccessThreshold { get; init; }
}
