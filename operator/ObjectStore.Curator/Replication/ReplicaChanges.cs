using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Replication;

namespace ObjectStore.Curator.Replication;

/// <summary>Takes changes of what is said about versions to a target that has the version already.</summary>
internal sealed class ReplicaChanges(S3Endpoint target, bool keepsVersions, TimeProvider time)
{
    private const int NotFound = 404;

    /// <summary>Sends what was changed; false when the version has to be sent whole. At stores that give ids of their own only the current version can be named.</summary>
    public async ValueTask<bool> TrySendAsync(ReplicaVersion version, StallWatch watch)
    {
        if (!keepsVersions)
        {
            if (!version.IsCurrent) return true;
            if (!await IsThereAsync(version, watch.Token)) return false;
        }

        var answer = version.Facts.Cause == ReplicationCause.Tags ? await SendTagsAsync(version, watch.Token) : await SendLockAsync(version, watch);
        return answer.Status != NotFound;
    }

    /// <summary>Makes all that is said of a version, which the target has, what it is here.</summary>
    public async ValueTask SendAllAsync(ReplicaVersion version, StallWatch watch)
    {
        watch.Step();
        await SendTagsAsync(version, watch.Token);
        watch.Step();
        try
        {
            await SendLockAsync(version, watch);
        }
        catch (EndpointException) when (version.Record is { Retention: null, HasLegalHold: false })
        {
            // A bucket without object lock, where there is nothing to take away.
        }
    }

    /// <summary>Whether the target has the version, or elsewhere a current one that seems to be it.</summary>
    public async ValueTask<bool> IsThereAsync(ReplicaVersion version, CancellationToken cancellationToken)
    {
        var answer = await target.SendAsync(new EndpointCall(HttpMethod.Head, version.DestinationBucket, version.Key.Utf8Memory) { Query = NameOf(version) }, cancellationToken);
        if (!answer.IsSuccess && answer.Status != NotFound) throw new EndpointException(answer.Reason);
        return answer.IsSuccess && answer.Length == version.Record.Size && (keepsVersions || answer.ETag == version.Record.ETag);
    }

    /// <summary>Makes the tags of the version there what they are here.</summary>
    private async ValueTask<EndpointAnswer> SendTagsAsync(ReplicaVersion version, CancellationToken cancellationToken)
    {
        var tags = version.Record.Tags;
        var set = tags.Select(static tag => new XElement("Tag", new XElement("Key", tag.Key), new XElement("Value", tag.Value)));
        return tags.Count == 0
            ? Check(await target.SendAsync(new EndpointCall(HttpMethod.Delete, version.DestinationBucket, version.Key.Utf8Memory) { Query = [("tagging", ""), .. NameOf(version)] }, cancellationToken))
            : await PutAsync(version, "tagging", new XElement("Tagging", new XElement("TagSet", set)), cancellationToken);
    }

    private async ValueTask<EndpointAnswer> SendLockAsync(ReplicaVersion version, StallWatch watch)
    {
        var record = version.Record;
        var hold = await PutAsync(version, "legal-hold", new XElement("LegalHold", new XElement("Status", record.HasLegalHold ? "ON" : "OFF")), watch.Token);
        if (hold.Status == NotFound || (record.Retention is { } over && over.Until <= time.GetUtcNow())) return hold;
        watch.Step();
        XElement[] said = record.Retention is { } retention
            ? [new XElement("Mode", ReplicaHeaders.NameOf(retention.Mode)), new XElement("RetainUntilDate", ReplicaHeaders.TimeOf(retention.Until))]
            : [];
        return await PutAsync(version, "retention", new XElement("Retention", said), watch.Token);
    }

    private async ValueTask<EndpointAnswer> PutAsync(ReplicaVersion version, string subresource, XElement document, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
        var call = new EndpointCall(HttpMethod.Put, version.DestinationBucket, version.Key.Utf8Memory)
        {
            Query = [(subresource, ""), .. NameOf(version)],
            Headers = [new("content-md5", Md5(body)), new("x-amz-bypass-governance-retention", "true")],
            Body = new ByteArrayContent(body),
            PayloadHash = EndpointSigner.HashOf(body),
        };
        return Check(await target.SendAsync(call, cancellationToken));
    }

    private (string Name, string Value)[] NameOf(ReplicaVersion version) => keepsVersions ? [("versionId", ReplicaHeaders.IdOf(version.Record))] : [];

    private static EndpointAnswer Check(EndpointAnswer answer) => answer.IsSuccess || answer.Status == NotFound ? answer : throw new EndpointException(answer.Reason);

#pragma warning disable CA5351 // S3 asks for MD5.
    private static string Md5(byte[] body) => Convert.ToBase64String(MD5.HashData(body));
#pragma warning restore CA5351
}
