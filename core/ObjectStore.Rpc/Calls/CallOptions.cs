namespace ObjectStore.Rpc.Calls;

/// <summary>What a client asks of one call.</summary>
/// <param name="Headers">Sent with the request; null for none.</param>
/// <param name="Deadline">When the call ends as DeadlineExceeded, on both sides; null for never.</param>
/// <param name="CancellationToken">Ends the call as Cancelled, on both sides.</param>
public readonly record struct CallOptions(Metadata? Headers = null, DateTimeOffset? Deadline = null, CancellationToken CancellationToken = default);
