using System.Collections.Concurrent;
using System.Globalization;

namespace ObjectStore.Faults.Tests.Load;

/// <summary>Counts the answers, and keeps those that are not allowed. Thread-safe.</summary>
/// <remarks>
/// Allowed at any time: success, 404 for what is not there, 412 and 409 for conditions, and 503 for what must be tried again. A broken connection is allowed while its gateway
/// is killed or restarts, and for a GET whose fragments went away while it was answered. No other error is, and no request may hang.
/// </remarks>
internal sealed class ErrorLog(int gatewayCount)
{
    /// <summary>The connection was refused or broke.</summary>
    public const string Broken = "broken connection";

    /// <summary>There was no answer for very long.</summary>
    public const string Hung = "no answer";

    private const int KeptMax = 50;
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _forbidden = new();
    private readonly long[] _downUntil = new long[gatewayCount];
    private int _requestCount;
    private int _failedWriteCount;

    /// <summary>How many requests were answered or failed.</summary>
    public int RequestCount => _requestCount;

    /// <summary>How many requests to write or delete were not answered as they should be, so that fragments may be left of them.</summary>
    public int FailedWriteCount => _failedWriteCount;

    /// <summary>How often each answer came that was no success.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>Answers that are not allowed, the first of them.</summary>
    public IReadOnlyCollection<string> Forbidden => _forbidden;

    /// <summary>A gateway is down from now on until <see cref="GatewayIsUp"/>.</summary>
    public void GatewayIsDown(int gateway) => Volatile.Write(ref _downUntil[gateway], long.MaxValue);

    /// <summary>A gateway answers again.</summary>
    public void GatewayIsUp(int gateway) => Volatile.Write(ref _downUntil[gateway], TimeProvider.System.GetTimestamp());

    /// <summary>Counts an answer.</summary>
    /// <param name="gateway">Who was asked.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="answer">What came.</param>
    /// <param name="begun">Timestamp of when it was asked.</param>
    public void Note(int gateway, S3Call call, S3Answer answer, long begun)
    {
        Interlocked.Increment(ref _requestCount);
        if (answer.IsSuccess) return;
        if (call.Method != HttpMethod.Get) Interlocked.Increment(ref _failedWriteCount);
        _counts.AddOrUpdate($"{call.Method} {answer}", 1, static (_, count) => count + 1);
        if (IsAllowed(gateway, call, answer, begun) || _forbidden.Count >= KeptMax) return;
        _forbidden.Enqueue(string.Create(
            CultureInfo.InvariantCulture,
            $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} gateway {gateway + 1}, after {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F1} s: {call.Method} {call.Path}: {answer} {S3Answer.Element(System.Text.Encoding.UTF8.GetString(answer.Body), "Message")}"));
    }

    private bool IsAllowed(int gateway, S3Call call, S3Answer answer, long begun) => answer.Status switch
    {
        0 => answer.Problem == Broken && (call.Method == HttpMethod.Get || Volatile.Read(ref _downUntil[gateway]) >= begun),
        404 => answer.ErrorCode is "NoSuchKey" or "NoSuchUpload",
        409 => answer.ErrorCode is "ConditionalRequestConflict",
        412 => answer.ErrorCode is "PreconditionFailed",
        503 => answer.ErrorCode is "ServiceUnavailable" or "SlowDown",
        _ => false,
    };
}
