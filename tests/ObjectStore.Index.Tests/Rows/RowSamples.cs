using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Tests.Rows;

/// <summary>One row of every kind, as it is written now.</summary>
internal static class RowSamples
{
    public static readonly byte[] ObjectRow = RowKeys.Object(Samples.Bucket, Samples.Key);
    public static readonly byte[] UploadRow = RowKeys.Upload(Samples.Bucket, Samples.Key, Samples.UploadId);
    public static readonly byte[] PartRow = RowKeys.Part(Samples.Bucket, Samples.Key, Samples.UploadId, Samples.Part.PartNumber);
    public static readonly byte[] StripeGarbageRow = RowKeys.Garbage(Samples.Bucket, Samples.Key, Samples.Runs[0].First);
    public static readonly byte[] UploadGarbageRow = RowKeys.Garbage(Samples.Bucket, Samples.Key, Samples.UploadId);
    public static readonly byte[] BucketRowKey = RowKeys.Bucket(Samples.BucketRecord.Name);
    public static readonly byte[] Start = RowKeys.Object(Samples.Bucket, Samples.Key)[1..];
    public static readonly byte[] End = new Position(new BucketId(ulong.MaxValue), default).ToBound();
    public static readonly byte[] OutboxRow = RowKeys.Outbox(Samples.Bucket, Samples.Key, 0x0123_4567_89AB_CDEF, 0x0011_2233, 2);
    public static readonly byte[] PartitionRow = RowKeys.Partition(Start);
    public static readonly byte[] KeymapRow = RowKeys.Keymap(Start);
    public static readonly byte[] ProgressRow = RowKeys.MoveProgress(Start);
    public static readonly byte[] DiscardedRow = RowKeys.Discarded(Start);
    public static readonly byte[] TombstoneRow = RowKeys.Tombstone(Samples.Bucket);
    public static readonly PartitionRecord SamplePartition = new(Start, End, new Epoch(5), PartitionState.Copying, new Epoch(6));
    public static readonly KeymapEntry SampleEntry = new(Start, End, new Epoch(5), "main", "second", 1_000, Samples.QueuedAt);
    public static readonly MoveProgress SampleProgress = new(new Epoch(6), 77, RowKeys.Object(Samples.Bucket, Samples.Key), 12);
    public static readonly DiscardedRange SampleDiscarded = new(Start, End, Samples.QueuedAt);
    public static readonly DatabaseIdentity SampleIdentity = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"), "second", "main");
    public static readonly BucketRow SampleBucket = new(Samples.BucketRecord, BucketState.Deleting, 3, Samples.QueuedAt, ["main", "second"]);

    public static readonly BucketRow SampleBucketWithRules = SampleBucket with
    {
        Bucket = Samples.BucketRecord with { Rules = new BucketRules { Versioning = BucketVersioning.Enabled, HasObjectLock = true, DefaultRetention = new(RetentionMode.Compliance, 0, 7) }, RulesAreInForce = false },
        RulesGeneration = 4,
    };

    public static readonly byte[] VersionRow = RowKeys.Version(Samples.Bucket, Samples.Key, Samples.Version.Version);
    public static readonly byte[] MarkerRow = RowKeys.Marker(Samples.Bucket, Samples.Key);
    public static readonly byte[] RestoreRow = RowKeys.Restore(Samples.Bucket, Samples.Key, Samples.Version.Version);
    public static readonly byte[] FenceRow = RowKeys.Fence(Samples.Bucket);
    public static readonly byte[] LedgerRow = RowKeys.LedgerOfQuota(Samples.Bucket);
    public static readonly byte[] AccountRow = RowKeys.AccountOfQuota(Samples.Bucket);
    public static readonly byte[] PurseRow = RowKeys.PurseOfQuota(Samples.Bucket, 0x0123_4567_89AB_CDEF, 5);
    public static readonly QuotaLedger SampleLedger = new(new(StorageQuota.Unlimited, 500), new(-7, 3), [new("main", new(1L << 50, 100), new(long.MinValue, -1))]);
    public static readonly BucketRow SampleBucketWithQuota = SampleBucketWithRules with
    {
        Bucket = SampleBucketWithRules.Bucket with { Rules = SampleBucketWithRules.Bucket.Rules with { Quota = QuotaMode.Enforced } },
    };

    public static readonly OwnerQuotaId SampleOwnerQuota = new(0xFEDC_BA98_7654_3210);
    public static readonly byte[] OwnerFenceRow = RowKeys.FenceOfQuota(SampleOwnerQuota);
    public static readonly byte[] OwnerPurseRow = RowKeys.PurseOfQuota(SampleOwnerQuota, 0x0123_4567_89AB_CDEF, 5);
    public static readonly OwnerQuotaRow SampleOwner = new("owner", SampleOwnerQuota, new StorageQuota(1L << 40, null), QuotaMode.Over, 7, IsInForce: false, ["main", "second"]);
    public static readonly byte[] OwnerRow = OwnerQuotaRow.KeyOf("owner");
    public static readonly BucketRow SampleBucketOfOwner = SampleBucketWithRules with
    {
        Bucket = SampleBucketWithRules.Bucket with { Rules = SampleBucketWithRules.Bucket.Rules with { Quota = QuotaMode.Enforced, OwnerQuota = SampleOwnerQuota } },
    };

    public static readonly byte[] DocumentsRow = RowKeys.BucketDocuments("photos");
    public static readonly BucketDocumentSet SampleDocuments = new(Samples.Bucket, [new(BucketDocumentKind.Policy, new byte[] { 1, 2, 3 }), new(BucketDocumentKind.Tags, new byte[] { 4 })]);

    /// <summary>The kinds whose format has changed, with the version that is written now; the others are in version 1.</summary>
    public static readonly Dictionary<string, int> Versions = new()
    {
        ["bucket"] = 2,
        ["bucket-with-rules"] = 3,
        ["cluster-map"] = 2,
        ["cluster-map-of-pools"] = 4,
        ["delete-marker"] = 2,
        ["fence-with-owner-quota"] = 2,
        ["fence-with-quota"] = 2,
        ["fence-with-rules"] = 2,
        ["object-compressed"] = 3,
        ["object-encrypted"] = 3,
        ["object-multipart-compressed"] = 3,
        ["object-replicated"] = 3,
        ["object-restored"] = 3,
        ["object-restoring"] = 3,
        ["object-tiered"] = 3,
        ["object-version"] = 2,
        ["part-compressed"] = 3,
        ["part-encrypted"] = 2,
        ["partition"] = 2,
        ["upload-compressed"] = 3,
        ["upload-encrypted"] = 3,
        ["upload-with-tags"] = 2,
    };

    public static OutboxMessage SampleMessage => new(OutboxConsumer.Notifications, "queue", "content"u8.ToArray());

    public delegate bool Decoder(ReadOnlyMemory<byte> rowKey, ReadOnlyMemory<byte> value);

    /// <summary>Every kind of record with the bytes that it has for ever, and its reader.</summary>
    public static readonly Dictionary<string, (byte[] RowKey, ReadOnlyMemory<byte> Value, Decoder Decode)> Kinds = new()
    {
        ["object"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.Object), DecodeObject),
        ["object-multipart"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.Multipart), DecodeObject),
        ["object-odd-tag"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.OddTag), DecodeObject),
        ["object-version"] = (VersionRow, ObjectCodec.Encode(VersionRow, Samples.Version), DecodeObject),
        ["object-encrypted"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.Encrypted), DecodeObject),
        ["upload-encrypted"] = (UploadRow, UploadCodec.Encode(UploadRow, Samples.UploadEncrypted), static (key, value) => UploadCodec.TryDecode(key.Span, value.Span, out _)),
        ["part-encrypted"] = (PartRow, PartCodec.Encode(PartRow, Samples.PartEncrypted), static (key, value) => PartCodec.TryDecode(key.Span, value.Span, out _)),
        ["object-compressed"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.Compressed), DecodeObject),
        ["object-multipart-compressed"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.MultipartCompressed), DecodeObject),
        ["upload-compressed"] = (UploadRow, UploadCodec.Encode(UploadRow, Samples.UploadCompressed), static (key, value) => UploadCodec.TryDecode(key.Span, value.Span, out _)),
        ["part-compressed"] = (PartRow, PartCodec.Encode(PartRow, Samples.PartCompressed), static (key, value) => PartCodec.TryDecode(key.Span, value.Span, out _)),
        ["object-replicated"] = (VersionRow, ObjectCodec.Encode(VersionRow, Samples.Replicated), DecodeObject),
        ["object-restored"] = (VersionRow, ObjectCodec.Encode(VersionRow, Samples.Restored), DecodeObject),
        ["object-restoring"] = (ObjectRow, ObjectCodec.Encode(ObjectRow, Samples.Restoring), DecodeObject),
        ["object-tiered"] = (VersionRow, ObjectCodec.Encode(VersionRow, Samples.Tiered), DecodeObject),
        ["restore"] = (RestoreRow, RestoreEntryCodec.Encode(RestoreRow, Samples.Restored.Restore!, isNullVersion: true), static (key, value) => RestoreEntryCodec.TryDecode(key.Span, value.Span, out _)),
        ["delete-marker"] = (MarkerRow, ObjectCodec.Encode(MarkerRow, Samples.Marker), DecodeObject),
        ["upload-with-tags"] = (UploadRow, UploadCodec.Encode(UploadRow, Samples.UploadWithTags), static (key, value) => UploadCodec.TryDecode(key.Span, value.Span, out _)),
        ["bucket-with-rules"] = (BucketRowKey, BucketCodec.Encode(BucketRowKey, SampleBucketWithRules), static (key, value) => BucketCodec.TryDecode(new Row(key, value, 1), "main", out _)),
        ["fence"] = (FenceRow, BucketCodec.EncodeFence(FenceRow, SampleBucket), static (key, value) => BucketCodec.TryDecodeFence(new Row(key, value, 1), out _)),
        ["fence-with-rules"] = (FenceRow, BucketCodec.EncodeFence(FenceRow, SampleBucketWithRules), static (key, value) => BucketCodec.TryDecodeFence(new Row(key, value, 1), out _)),
        ["bucket-documents"] = (DocumentsRow, BucketDocumentsCodec.Encode(DocumentsRow, SampleDocuments), static (key, value) => BucketDocumentsCodec.TryDecode(new Row(key, value, 1), out _)),
        ["fence-with-quota"] = (FenceRow, BucketCodec.EncodeFence(FenceRow, SampleBucketWithQuota), static (key, value) => BucketCodec.TryDecodeFence(new Row(key, value, 1), out var fence) && fence.Rules.Quota == QuotaMode.Enforced),
        ["fence-with-owner-quota"] = (FenceRow, BucketCodec.EncodeFence(FenceRow, SampleBucketOfOwner), static (key, value) => BucketCodec.TryDecodeRules(new Row(key, value, 1), out var rules) && rules == SampleBucketOfOwner.Bucket.Rules),
        ["owner-quota"] = (OwnerRow, SampleOwner.Encode(OwnerRow), static (key, value) => OwnerQuotaRow.TryDecode(new Row(key, value, 1), out _)),
        ["owner-quota-fence"] = (OwnerFenceRow, QuotaCodec.EncodeFence(OwnerFenceRow, SampleOwner.Fence), DecodeQuota),
        ["owner-quota-purse"] = (OwnerPurseRow, QuotaCodec.EncodePurse(OwnerPurseRow, new(123_456, -2)), DecodeQuota),
        ["quota-ledger"] = (LedgerRow, QuotaCodec.EncodeLedger(LedgerRow, SampleLedger), DecodeQuota),
        ["quota-account"] = (AccountRow, QuotaCodec.EncodeAccount(AccountRow, new(new(1L << 50, 9), new(-8, 7), new(3, 0))), DecodeQuota),
        ["quota-purse"] = (PurseRow, QuotaCodec.EncodePurse(PurseRow, new(123_456, -2)), DecodeQuota),
        ["upload"] = (UploadRow, UploadCodec.Encode(UploadRow, Samples.Upload), static (key, value) => UploadCodec.TryDecode(key.Span, value.Span, out _)),
        ["part"] = (PartRow, PartCodec.Encode(PartRow, Samples.Part), static (key, value) => PartCodec.TryDecode(key.Span, value.Span, out _)),
        ["garbage-stripes"] = (StripeGarbageRow, GarbageCodec.Encode(StripeGarbageRow, Samples.QueuedAt, Samples.Runs), DecodeGarbage),
        ["garbage-upload"] = (UploadGarbageRow, GarbageCodec.Encode(UploadGarbageRow, Samples.QueuedAt, []), DecodeGarbage),
        ["outbox"] = (OutboxRow, OutboxCodec.Encode(OutboxRow, Samples.QueuedAt, SampleMessage), static (key, value) => OutboxCodec.TryDecode(new Row(key, value, 1), out _)),
        ["bucket"] = (BucketRowKey, BucketCodec.Encode(BucketRowKey, SampleBucket), static (key, value) => BucketCodec.TryDecode(new Row(key, value, 1), "main", out _)),
        ["cluster-map"] = (RowKeys.ClusterMap(), ClusterMapCodec.Encode(RowKeys.ClusterMap(), Samples.Map), static (key, value) => ClusterMapCodec.TryDecode(key.Span, value.Span, out _)),
        ["cluster-map-of-pools"] = (RowKeys.ClusterMap(), ClusterMapCodec.Encode(RowKeys.ClusterMap(), Samples.MapOfPools), static (key, value) => ClusterMapCodec.TryDecode(key.Span, value.Span, out _)),
        ["job-state"] = (RowKeys.JobState("sweep"), JobStateCodec.Encode(RowKeys.JobState("sweep"), [1, 2, 3]), static (key, value) => JobStateCodec.TryDecode(key.Span, value, out _)),
        ["partition"] = (PartitionRow, PartitionCodec.Encode(SamplePartition), static (key, value) => PartitionCodec.TryDecode(new Row(key, value, 1), out _)),
        ["keymap-entry"] = (KeymapRow, KeymapCodec.Encode(SampleEntry), static (key, value) => KeymapCodec.TryDecode(new Row(key, value, 1), out _)),
        ["move-progress"] = (ProgressRow, SampleProgress.Encode(ProgressRow), static (key, value) => MoveProgress.TryDecode(new Row(key, value, 1), out _)),
        ["discarded-range"] = (DiscardedRow, SampleDiscarded.Encode(), static (key, value) => DiscardedRange.TryDecode(new Row(key, value, 1), out _)),
        ["tombstone"] = (TombstoneRow, new Tombstone("bucket", 3, Samples.QueuedAt).Encode(TombstoneRow), static (key, value) => Tombstone.TryDecode(new Row(key, value, 1), out _)),
        ["database-identity"] = (RowKeys.DatabaseIdentity(), SampleIdentity.Encode(RowKeys.DatabaseIdentity()), static (key, value) => DatabaseIdentity.TryDecode(new Row(key, value, 1), out _)),
    };

    private static bool DecodeObject(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var isListed = ObjectCodec.TryDecodeListed(Samples.Key, key.Span, value.Span, default, out _);
        return ObjectCodec.TryDecode(key.Span, value.Span, out _) && isListed;
    }

    private static bool DecodeGarbage(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => GarbageCodec.TryDecode(key, value.Span, out _);

    private static bool DecodeQuota(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => QuotaCodec.CanDecode(new Row(key, value, 1));
}
