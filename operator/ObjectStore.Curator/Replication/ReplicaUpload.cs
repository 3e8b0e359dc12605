using System.Globalization;
using System.Text;
using System.Xml.Linq;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Replication;

/// <summary>Takes objects of multipart uploads to a target in the same parts, so that entity tag and checksum stay what they are.</summary>
internal sealed class ReplicaUpload(S3Endpoint target, bool keepsVersions, IObjectIndex index, TimeProvider time)
{
    private const int PartsPerRead = 1_000;

    /// <summary>How long the end of an upload that failed may take.</summary>
    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    public async ValueTask<EndpointAnswer> SendAsync(ReplicaVersion version, S3Endpoint source, StallWatch watch)
    {
        var headers = ReplicaHeaders.OfObject(version, time.GetUtcNow());
        if (version.Record.Checksum is { } checksum)
        {
            headers.Add(new("x-amz-checksum-algorithm", ReplicaHeaders.NameOf(checksum)));
            headers.Add(new("x-amz-checksum-type", checksum.IsComposite ? "COMPOSITE" : "FULL_OBJECT"));
        }

        var begun = await target.SendAsync(CallOf(version, HttpMethod.Post, [("uploads", "")]) with { Headers = headers }, watch.Token);
        if (!begun.IsSuccess) throw new EndpointException(begun.Reason);
        var upload = begun.Element("UploadId") ?? throw new EndpointException("the target gave no upload id");
        watch.Step();
        var isDone = false;
        try
        {
            var answer = await CompleteAsync(version, upload, await SendPartsAsync(version, source, upload, watch), watch);
            isDone = true;
            return answer;
        }
        finally
        {
            if (!isDone) await AbortAsync(version, upload);
        }
    }

    private async ValueTask<List<XElement>> SendPartsAsync(ReplicaVersion version, S3Endpoint source, string upload, StallWatch watch)
    {
        var sent = new List<XElement>();
        var (position, after) = (0L, 0);
        while (true)
        {
            var parts = await index.ListPartsAsync(version.Bucket, version.Key, version.Record.Upload!.Value, after, PartsPerRead, watch.Token);
            foreach (var part in parts)
            {
                sent.Add(await SendPartAsync(version, source, upload, part, position, watch));
                (position, after) = (position + part.Size, part.PartNumber);
            }

            if (parts.Count == PartsPerRead) continue;
            return position == version.Record.Size ? sent : throw new EndpointException("its parts are not what it says");
        }
    }

    private async ValueTask<XElement> SendPartAsync(ReplicaVersion version, S3Endpoint source, string upload, PartRecord part, long position, StallWatch watch)
    {
        using var opened = part.Size > 0 ? await S3ReplicaSender.OpenAsync(source, version, position, part.Size, watch) : null;
        await using var stream = opened is null ? Stream.Null : await opened.Content.ReadAsStreamAsync(watch.Token);
        var number = part.PartNumber.ToString(CultureInfo.InvariantCulture);
        var checksum = version.Record.Checksum is not null && part.Checksum is { } known && known.Algorithm == version.Record.Checksum.Algorithm ? known : null;
        var call = CallOf(version, HttpMethod.Put, [("partNumber", number), ("uploadId", upload)]) with
        {
            Headers = [.. ReplicaHeaders.OfBody(part.ETag, checksum, version.Record.Encryption)],
            Body = new CopiedContent(stream, part.Size, watch),
            PayloadHash = EndpointSigner.UnsignedPayload,
        };
        var answer = await target.SendAsync(call, watch.Token);
        if (!answer.IsSuccess) throw new EndpointException(answer.Reason);
        watch.Step();
        var element = new XElement("Part", new XElement("PartNumber", number), new XElement("ETag", answer.ETag));
        if (checksum is not null) element.Add(new XElement("Checksum" + ReplicaHeaders.NameOf(checksum), ReplicaHeaders.ValueOf(checksum)));
        return element;
    }

    private async ValueTask<EndpointAnswer> CompleteAsync(ReplicaVersion version, string upload, List<XElement> parts, StallWatch watch)
    {
        var body = Encoding.UTF8.GetBytes(new XElement("CompleteMultipartUpload", parts).ToString(SaveOptions.DisableFormatting));
        var call = CallOf(version, HttpMethod.Post, [("uploadId", upload)]) with
        {
            Headers = keepsVersions ? [.. ReplicaHeaders.OfSource(version.Record)] : [],
            Body = new ByteArrayContent(body),
            PayloadHash = EndpointSigner.HashOf(body),
        };
        var answer = await target.SendAsync(call, watch.Token);

        // S3 may answer 200 and then say in the body that it failed.
        return answer.IsSuccess && answer.Element("ETag") is not null ? answer : throw new EndpointException(answer.Reason);
    }

    /// <summary>Parts of an upload that failed cost space at the target. Where this fails too, its lifecycle rules have to do it.</summary>
    private async ValueTask AbortAsync(ReplicaVersion version, string upload)
    {
        using var timeout = new CancellationTokenSource(AbortTimeout, time);
        try
        {
            await target.SendAsync(CallOf(version, HttpMethod.Delete, [("uploadId", upload)]), timeout.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or EndpointException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to tell.
        }
    }

    private static EndpointCall CallOf(ReplicaVersion version, HttpMethod method, (string Name, string Value)[] query) =>
        new(method, version.DestinationBucket, version.Key.Utf8Memory) { Query = query };
}
