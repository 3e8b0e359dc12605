using Microsoft.AspNetCore.Http;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Server;

/// <summary>The context of a call over an HTTP request.</summary>
internal sealed class HttpServerCallContext(HttpContext http, TimeProvider time) : ServerCallContext, IDisposable
{
    private CancellationTokenSource? _deadlineSource;
    private Metadata? _requestHeaders;
    private Metadata? _trailers;

    /// <inheritdoc />
    public override string Method => http.Request.Path.Value!;

    /// <inheritdoc />
    public override string Peer => $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";

    /// <inheritdoc />
    public override DateTimeOffset Deadline => DeadlineOrMax;

    /// <inheritdoc />
    public override CancellationToken CancellationToken => _deadlineSource?.Token ?? http.RequestAborted;

    /// <inheritdoc />
    public override Metadata RequestHeaders => _requestHeaders ??= ReadHeaders();

    /// <inheritdoc />
    public override Metadata ResponseTrailers => _trailers ??= [];

    /// <summary>Whether the deadline, and not the client, ended the call.</summary>
    public bool HasDeadlinePassed =>
        DeadlineOrMax <= time.GetUtcNow() || (_deadlineSource is { IsCancellationRequested: true } && !http.RequestAborted.IsCancellationRequested);

    private DateTimeOffset DeadlineOrMax { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Begins to count the time that the client gives. False when it cannot be read.</summary>
    public bool TryStartDeadline()
    {
        string? text = http.Request.Headers[GrpcNames.Timeout];
        if (text is null) return true;
        if (!GrpcTimeout.TryParse(text, out var timeout)) return false;
        var now = time.GetUtcNow();
        DeadlineOrMax = timeout < DateTimeOffset.MaxValue - now ? now + timeout : DateTimeOffset.MaxValue;
        _deadlineSource = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        _deadlineSource.CancelAfter(timeout < TimerMax ? timeout : TimerMax);
        return true;
    }

    /// <inheritdoc />
    public override Task WriteResponseHeadersAsync(Metadata responseHeaders)
    {
        foreach (var entry in responseHeaders) http.Response.Headers.Append(entry.Key, MetadataText.ValueOf(entry));
        return http.Response.StartAsync(CancellationToken);
    }

    /// <summary>Ends the response with a status.</summary>
    public void WriteStatus(Status status, Metadata? more)
    {
        http.Response.AppendTrailer(GrpcNames.Status, ((int)status.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (status.Detail.Length > 0) http.Response.AppendTrailer(GrpcNames.Message, GrpcMessage.Encode(status.Detail));
        if (_trailers is not null) Append(_trailers);
        if (more is not null) Append(more);
    }

    /// <inheritdoc />
    public void Dispose() => _deadlineSource?.Dispose();

    private static TimeSpan TimerMax { get; } = TimeSpan.FromDays(24);

    private void Append(Metadata trailers)
    {
        foreach (var entry in trailers) http.Response.AppendTrailer(entry.Key, MetadataText.ValueOf(entry));
    }

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (name, values) in http.Request.Headers)
        {
            if (GrpcNames.IsReserved(name)) continue;
            foreach (var value in values) MetadataText.AddTo(metadata, name.ToLowerInvariant(), value ?? "");
        }

        return metadata;
    }
}
