using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Multipart;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>Objects of many parts that are smaller than clients may complete: pages of parts without gigabytes.</summary>
internal static class SmallParts
{
    /// <summary>Completes the upload of <c>/bucket/k</c>, whose parts 1 to <paramref name="count"/> are all <paramref name="body"/>.</summary>
    /// <param name="host">Has the upload and its parts.</param>
    /// <param name="id">Id of the upload, as clients name it.</param>
    /// <param name="count">How many parts.</param>
    /// <param name="body">The bytes of each.</param>
    /// <param name="change">What the row says otherwise than the upload.</param>
    public static async Task CompleteAsync(GatewayHost host, string id, int count, byte[] body, Func<ObjectRecord, ObjectRecord>? change = null)
    {
        var cancel = TestContext.Current.CancellationToken;
        var bucket = (await host.Catalog.GetBucketAsync("bucket", cancel))!.Id;
        var key = ObjectKey.From("k");
        Assert.True(UploadId.TryParse(id, out var upload));
        var begun = (await host.Objects.GetUploadAsync(bucket, key, upload, cancel))!;
        var parts = new List<PartRecord>();
        while (parts.Count < count) parts.AddRange(await host.Objects.ListPartsAsync(bucket, key, upload, parts.Count, count, cancel));
        var record = new ObjectRecord
        {
            Size = (long)count * body.Length,
            ETag = PartSelection.ETagOf([.. parts.Select(static part => part.ETag)])!,
            LastModified = begun.InitiatedAt,
            OwnerId = begun.OwnerId,
            Metadata = begun.Metadata,
            Upload = upload,
            Parts = [new PartSpan(1, (ushort)count, body.Length)],
            Encryption = begun.Encryption,
            Compression = begun.Compression,
        };
        var etags = parts.Select(static part => KeyValuePair.Create(part.PartNumber, part.ETag)).ToArray();

        var outcome = await host.Objects.CompleteUploadAsync(bucket, key, change?.Invoke(record) ?? record, etags, WriteCondition.None, cancel);

        Assert.Equal(WriteOutcome.Applied, outcome.Outcome);
    }
}
