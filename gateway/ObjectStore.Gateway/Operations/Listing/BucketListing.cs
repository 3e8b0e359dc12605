using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Listing;

/// <summary>Reads pages of objects, and writes what all listings of objects show alike.</summary>
internal sealed class BucketListing(IObjectIndex index, BucketDirectory buckets)
{
    private const int AttemptsMax = 4;

    private static readonly ObjectListing Empty = new([], [], IsTruncated: false, ReadOnlyMemory<byte>.Empty);

    /// <summary>One page. An empty one is only believed after the bucket was found to be the same still.</summary>
    public async ValueTask<(ObjectListing Page, S3Error? Error)> ReadAsync(S3Context context, ListParameters parameters, ReadOnlyMemory<byte> startAfter)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var page = parameters.Limit == 0
                ? Empty
                : await index.ListAsync(context.Bucket.Id, parameters.ToQuery(startAfter), context.Aborted);
            if (page.Objects.Count + page.CommonPrefixes.Count > 0) return (page, null);
            var (isSame, error) = await buckets.ConfirmAsync(context);
            if (isSame || error is not null) return (page, error);
        }

        return (Empty, new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>The elements of one object, without the one around them.</summary>
    public static void WriteObject(S3Context context, S3XmlWriter xml, ListParameters parameters, in ListedObject item, bool hasOwner, bool hasRestoreStatus)
    {
        parameters.Element(xml, "Key"u8, item.Key.Utf8);
        xml.Element("LastModified"u8, item.LastModified);
        xml.ETag(item.ETag);
        if (item.ChecksumAlgorithm != 0)
        {
            xml.Element("ChecksumAlgorithm"u8, ChecksumAlgorithms.NameOf((ChecksumAlgorithm)item.ChecksumAlgorithm));
            xml.Element("ChecksumType"u8, StoredChecksums.TypeNameOf(item.ChecksumIsComposite));
        }

        xml.Element("Size"u8, item.Size);
        xml.Element("StorageClass"u8, item.StorageClass ?? S3.Http.ObjectHeaders.StandardStorageClass);
        if (hasOwner) WriteListedOwner(context, xml, item.OwnerId);
        if (hasRestoreStatus) ArchivedObjects.Write(xml, item.Restore);
    }

    /// <summary>The owner of an object; as on AWS nobody is told who that is.</summary>
    public static void WriteListedOwner(S3Context context, S3XmlWriter xml, string ownerId)
    {
        if (!context.Caller.IsAnonymous) WriteOwner(context, xml, "Owner"u8, ownerId);
    }

    /// <summary>An owner, with the name where it is known.</summary>
    public static void WriteOwner(S3Context context, S3XmlWriter xml, ReadOnlySpan<byte> element, string ownerId)
    {
        xml.Start(element);
        xml.Element("ID"u8, ownerId);
        xml.Element("DisplayName"u8, context.NameOf(ownerId));
        xml.End(element);
    }
}
