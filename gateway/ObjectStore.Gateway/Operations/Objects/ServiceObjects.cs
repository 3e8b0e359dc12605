using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Encryption;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.Options;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Index.Objects;
using ObjectStore.Policies.Acl;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Puts objects that the store itself makes into buckets, as their owners' objects. Who is told of what clients put there is told of them. Thread-safe.</summary>
internal sealed class ServiceObjects(EventAnnouncer announcer, ObjectWrites writes, IObjectData data, DataKeys keys, GatewayOptions options, TimeProvider time)
{
    /// <summary>Puts an object; gives its entity tag, or null when the bucket is gone or refuses it.</summary>
    /// <param name="target">The bucket.</param>
    /// <param name="item">The object.</param>
    /// <param name="cancellationToken">Ends it before the commit.</param>
    /// <exception cref="StorageException">Nothing was put.</exception>
    public async ValueTask<string?> PutAsync(BucketEntry target, ServiceObject item, CancellationToken cancellationToken)
    {
        var index = announcer.IndexOf(target, item.Service);
        using var dataKey = await keys.MakeForRuleAsync(item.Encryption ?? target.Configuration.Encryption, cancellationToken);
        var owner = target.Bucket.OwnerId;
        var terms = new WriteTerms
        {
            Owner = new ObjectOwner(owner, AccessControlList.PrivateOf(owner)),
            Metadata = [new("content-type", item.ContentType)],
            Key = dataKey,
            IsBucketCompressed = target.Configuration.IsCompressed ?? options.Compression,
        };
        using var hashing = new HashingSource(item.Content, computesMd5: true, checksum: null);
        var stored = await writes.WriteAsync(hashing, new FragmentOwner(target.Bucket.Id, item.Key, Upload: null, PartNumber: 0), terms.StorageClass, dataKey, terms.Compresses, cancellationToken);
        var written = new WrittenBytes(item.Content.Length!.Value, WriteKey.ETagOf(dataKey, hashing.FinishETag()!), Checksum: null, stored);
        var record = terms.ObjectOf(written, CommitTime.Now(time));

        // Not cut off: the object is there or not.
        if (await index.PutAsync(target.Bucket.Id, item.Key, record, WriteCondition.None, CancellationToken.None) == WriteOutcome.Applied) return record.ETag;
        await data.DiscardAsync(record.Runs);
        return null;
    }
}
