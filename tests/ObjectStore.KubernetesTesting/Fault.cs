namespace ObjectStore.KubernetesTesting;

/// <summary>What goes wrong with requests that match.</summary>
/// <remarks>
/// Fault model: an answer with an error before the request is looked at (<see cref="Status"/>), a connection that is cut before the request is carried out
/// (<see cref="CutBefore"/>) or after it (<see cref="CutAfter"/>), and a server that does not answer until it is let go (<see cref="Hold"/>).
/// </remarks>
public sealed class Fault
{
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    private Fault(int times) => _left = times;

    /// <summary>HTTP method that is hit, or null for all.</summary>
    public string? Method { get; init; }

    /// <summary>Part of the path and query that is hit, or empty for all.</summary>
    public string PathPart { get; init; } = "";

    /// <summary>Completes with the first hit.</summary>
    public Task Hit => _hit.Task;

    internal int? Code { get; private init; }

    internal int? RetryAfterSeconds { get; private init; }

    internal bool CutsBefore { get; private init; }

    internal bool CutsAfter { get; private init; }

    internal bool Holds { get; private init; }

    internal Task Released => _released.Task;

    public static Fault Status(int code, string? method = null, string pathPart = "", int times = 1, int? retryAfterSeconds = null) =>
        new(times) { Code = code, RetryAfterSeconds = retryAfterSeconds, Method = method, PathPart = pathPart };

    public static Fault CutBefore(string? method = null, string pathPart = "", int times = 1) => new(times) { CutsBefore = true, Method = method, PathPart = pathPart };

    public static Fault CutAfter(string? method = null, string pathPart = "", int times = 1) => new(times) { CutsAfter = true, Method = method, PathPart = pathPart };

    public static Fault Hold(string? method = null, string pathPart = "", int times = 1) => new(times) { Holds = true, Method = method, PathPart = pathPart };

    /// <summary>Lets go what is held, and hits no more.</summary>
    public void Release()
    {
        Interlocked.Exchange(ref _left, 0);
        _released.TrySetResult();
    }

    internal bool TryHit(string method, string path)
    {
        if (Method is not null && Method != method || !path.Contains(PathPart, StringComparison.Ordinal)) return false;
        if (Interlocked.Decrement(ref _left) < 0) return false;
        _hit.TrySetResult();
        return true;
    }
}
