using System.Net;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Index.Objects;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Takes versions to an S3 endpoint: reads them through a gateway and writes them there as they are read.</summary>
internal sealed class S3ReplicaSender : IReplicaSender, IDisposable
{
    /// <summary>Guess: larger objects are worth a question whether they are there already.</summary>
    private const long AskBytesMin = 1 << 20;

    private readonly S3Endpoint? _source;
    private readonly S3Endpoint _target;
    private readonly bool _keepsVersions;
    private readonly ReplicaUpload _uploads;
    private readonly ReplicaChanges _changes;
    private readonly SemaphoreSlim _slots;
    private readonly TimeSpan _stallTimeout;
    private readonly TimeProvider _time;

    public S3ReplicaSender(S3Endpoint? source, TargetOptions target, IObjectIndex index, ReplicationOptions options, TimeProvider time)
    {
        (_source, _target, _keepsVersions) = (source, new S3Endpoint(target, options.StallTimeout, time), target.KeepsVersions);
        (_slots, _stallTimeout, _time) = (new SemaphoreSlim(options.KeysInParallel), options.StallTimeout, time);
        _uploads = new ReplicaUpload(_target, _keepsVersions, index, time);
        _changes = new ReplicaChanges(_target, _keepsVersions, time);
    }

    /// <inheritdoc />
    public async ValueTask<string?> SendAsync(ReplicaVersion version, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        using var watch = new StallWatch(_stallTimeout, _time, cancellationToken);
        try
        {
            await SendAsync(version, watch);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it stood still";
        }
        catch (EndpointException exception)
        {
            return exception.Message;
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is EndpointException inner ? inner.Message : $"{exception.HttpRequestError}";
        }
        catch (IOException exception)
        {
            return exception is FileNotFoundException or DirectoryNotFoundException ? "a file of the settings is not there" : "the connection broke";
        }
        catch (UnauthorizedAccessException)
        {
            return "a file of the settings cannot be read";
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _target.Dispose();
        _slots.Dispose();
    }

    private async ValueTask SendAsync(ReplicaVersion version, StallWatch watch)
    {
        if (version.Record.IsDeleteMarker)
        {
            await CoverAsync(version, watch.Token);
            return;
        }

        var isChange = version.Facts.Cause is ReplicationCause.Tags or ReplicationCause.Lock;
        if (isChange && await _changes.TrySendAsync(version, watch)) return;
        if (!isChange && _keepsVersions && version.Record.Size >= AskBytesMin && await _changes.IsThereAsync(version, watch.Token))
        {
            await _changes.SendAllAsync(version, watch);
            return;
        }

        watch.Step();
        if (_source is null) throw new EndpointException("the settings name no source");
        var answer = version.Record.Upload is null ? await PutAsync(version, _source, watch) : await _uploads.SendAsync(version, _source, watch);
        CheckWritten(version, answer);

        // Somebody died after it was sent; what was changed of it since then may not be there.
        if (answer.HasExisted) await _changes.SendAllAsync(version, watch);
    }

    /// <summary>A delete marker; at other stores a DELETE of the key.</summary>
    private async ValueTask CoverAsync(ReplicaVersion version, CancellationToken cancellationToken)
    {
        var headers = _keepsVersions ? ReplicaHeaders.OfSource(version.Record) : [];
        var answer = await _target.SendAsync(new EndpointCall(HttpMethod.Delete, version.DestinationBucket, version.Key.Utf8Memory) { Headers = [.. headers] }, cancellationToken);
        CheckWritten(version, answer);
    }

    private async ValueTask<EndpointAnswer> PutAsync(ReplicaVersion version, S3Endpoint source, StallWatch watch)
    {
        var record = version.Record;
        using var opened = await OpenAsync(source, version, 0, record.Size, watch);
        await using var stream = await opened.Content.ReadAsStreamAsync(watch.Token);
        var headers = ReplicaHeaders.OfObject(version, _time.GetUtcNow());
        headers.AddRange(ReplicaHeaders.OfBody(record.ETag, record.Checksum, record.Encryption));
        if (_keepsVersions) headers.AddRange(ReplicaHeaders.OfSource(record));
        var call = new EndpointCall(HttpMethod.Put, version.DestinationBucket, version.Key.Utf8Memory)
        {
            Headers = headers,
            Body = new CopiedContent(stream, record.Size, watch),
            PayloadHash = EndpointSigner.UnsignedPayload,
        };
        return await _target.SendAsync(call, watch.Token);
    }

    /// <summary>Opens bytes of a version at the source, which has to be what its row says: another null version may have taken its name.</summary>
    public static async ValueTask<HttpResponseMessage> OpenAsync(S3Endpoint source, ReplicaVersion version, long position, long length, StallWatch watch)
    {
        KeyValuePair<string, string>[] range = length > 0 ? [new("Range", FormattableString.Invariant($"bytes={position}-{position + length - 1}"))] : [];
        var call = new EndpointCall(HttpMethod.Get, version.Facts.Bucket, version.Key.Utf8Memory) { Query = [("versionId", version.Facts.Version)], Headers = [ReplicaHeaders.Read, .. range] };
        var response = await source.OpenAsync(call, watch.Token);
        watch.Step();
        var isGood = response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent && S3Endpoint.ETagOf(response) == version.Record.ETag && response.Content.Headers.ContentLength == length;
        if (isGood) return response;
        using (response) throw new EndpointException(FormattableString.Invariant($"the source answered HTTP {(int)response.StatusCode}"));
    }

    private void CheckWritten(ReplicaVersion version, EndpointAnswer answer)
    {
        if (!answer.IsSuccess) throw new EndpointException(answer.Reason);
        if (_keepsVersions && answer.VersionId != ReplicaHeaders.IdOf(version.Record)) throw new EndpointException("the target keeps no ids of versions; KeepsVersions must be false");
    }
}
