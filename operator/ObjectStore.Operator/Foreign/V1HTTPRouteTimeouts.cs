namespace ObjectStore.Operator.Foreign;

/// <summary>How long a request may take; <c>0s</c> for as long as it likes.</summary>
public sealed record V1HTTPRouteTimeouts
{
    /// <summary>From the client's first byte to the answer's last.</summary>
    public string? Request { get; init; }

    /// <summary>One attempt at a backend.</summary>
    public string? BackendRequest { get; init; }
}
