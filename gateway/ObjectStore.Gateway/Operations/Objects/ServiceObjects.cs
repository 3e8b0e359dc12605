using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Index.Objects;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Puts objects that the store itself makes into buckets, as their owners' objects. Nobody is told of them. Thread-safe.</summary>
internal sealed class ServiceObjects(IObjectIndex index, ObjectWrites writes, IObjectData data, DataKeys keys, GatewayOptions options, TimeProvider time)
{
    /// <summary>Puts an object; gives its entity tag, or null when the bucket is gone or refuses it.</summary>
    /// <param name="target">The bucket.</param>
    /// <param name="key">The key.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="content">Its bytes, borrowed until the return.</param>
    /// <param name="encryption">How it is encrypted; null for as the bucket says.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    /// <exception cref="StorageException">Nothing was put.</exception>
    public async ValueTask<string?> PutAsync(BucketEntry target, ObjectKey key, string contentType, IByteSource content, BucketEncryptionRequest? encryption, CancellationToken cancellationToken)
    {
        using var dataKey = await keys.MakeForRuleAsync(encryption ?? target.Configuration.Encryption, cancellationToken);
        var owner = target.Bucket.OwnerId;
        var terms = new WriteTerms
        {
            Owner = new ObjectOwner(owner, AccessControlList.PrivateOf(owner)),
            Metadata = [new("content-type", contentType)],
            Key = dataKey,
            IsBucketCompressed = target.Configuration.IsCompressed ?? options.Compression,
        };
        using var hashing = new HashingSource(content, computesMd5: true, checksum: null);
        var stored = await writes.WriteAsync(hashing, new FragmentOwner(target.Bucket.Id, key, Upload: null, PartNumber: 0), terms.StorageClass, dataKey, terms.Compresses, cancellationToken);
        var written = new WrittenBytes(content.Length!.Value, WriteKey.ETagOf(dataKey, hashing.FinishETag()!), Checksum: null, stored);
        var record = terms.ObjectOf(written, CommitTime.Now(time));

        // Not cut off: the object is there or not.
        if (await index.PutAsync(target.Bucket.Id, key, record, WriteCondition.None, CancellationToken.None) == WriteOutcome.Applied) return record.ETag;
        await data.DiscardAsync(record.Runs);
        return null;
    }
}
