using System.Text;
using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using ObjectStore.Placement;
using Xunit;

namespace ObjectStore.Index.Tests.Rows;

public sealed class RowCodecTests
{
    private static readonly byte[] ObjectRow = RowKeys.Object(Samples.Bucket, Samples.Key);
    private static readonly byte[] UploadRow = RowKeys.Upload(Samples.Bucket, Samples.Key, Samples.UploadId);
    private static readonly byte[] PartRow = RowKeys.Part(Samples.Bucket, Samples.Key, Samples.UploadId, Samples.Part.PartNumber);
    private static readonly byte[] StripeGarbageRow = RowKeys.Garbage(Samples.Bucket, Samples.Key, Samples.Runs[0].First);
    private static readonly byte[] UploadGarbageRow = RowKeys.Garbage(Samples.Bucket, Samples.Key, Samples.UploadId);
    private static readonly byte[] BucketRowKey = RowKeys.Bucket(Samples.BucketRecord.Name);
    private static readonly byte[] Start = RowKeys.Object(Samples.Bucket, Samples.Key)[1..];
    private static readonly byte[] End = new Position(new BucketId(ulong.MaxValue), default).ToBound();
    private static readonly byte[] OutboxRow = RowKeys.Outbox(Samples.Bucket, Samples.Key, 0x0123_4567_89AB_CDEF, 0x0011_2233, 2);
    private static readonly byte[] PartitionRow = RowKeys.Partition(Start);
    private static readonly byte[] KeymapRow = RowKeys.Keymap(Start);
    private static readonly byte[] ProgressRow = RowKeys.MoveProgress(Start);
    private static readonly byte[] DiscardedRow = RowKeys.Discarded(Start);
    private static readonly byte[] TombstoneRow = RowKeys.Tombstone(Samples.Bucket);
    private static readonly PartitionRecord SamplePartition = new(Start, End, new Epoch(5), PartitionState.Copying, new Epoch(6));
    private static readonly KeymapEntry SampleEntry = new(Start, End, new Epoch(5), "main", "second", 1_000, Samples.QueuedAt);
    private static readonly MoveProgress SampleProgress = new(new Epoch(6), 77, RowKeys.Object(Samples.Bucket, Samples.Key), 12);
    private static readonly DiscardedRange SampleDiscarded = new(Start, End, Samples.QueuedAt);
    private static readonly DatabaseIdentity SampleIdentity = new(new Guid("00112233-4455-6677-8899-aabbccddeeff"), "second", "main");
    private static readonly BucketRow SampleBucket = new(Samples.BucketRecord, BucketState.Deleting, 3, Samples.QueuedAt, ["main", "second"]);

    private static readonly BucketRow SampleBucketWithRules = SampleBucket with
    {
        Bucket = Samples.BucketRecord with { Rules = new BucketRules { Versioning = BucketVersioning.Enabled, HasObjectLock = true, DefaultRetention = new(RetentionMode.Compliance, 0, 7) }, RulesAreInForce = false },
        RulesGeneration = 4,
    };

    private static readonly byte[] VersionRow = RowKeys.Version(Samples.Bucket, Samples.Key, Samples.Version.Version);
    private static readonly byte[] MarkerRow = RowKeys.Marker(Samples.Bucket, Samples.Key);
    private static readonly byte[] RestoreRow = RowKeys.Restore(Samples.Bucket, Samples.Key, Samples.Version.Version);
    private static readonly byte[] FenceRow = RowKeys.Fence(Samples.Bucket);
    private static readonly byte[] LedgerRow = RowKeys.LedgerOfQuota(Samples.Bucket);
    private static readonly byte[] AccountRow = RowKeys.AccountOfQuota(Samples.Bucket);
    private static readonly byte[] PurseRow = RowKeys.PurseOfQuota(Samples.Bucket, 0x0123_4567_89AB_CDEF, 5);
    private static readonly QuotaLedger SampleLedger = new(new(StorageQuota.Unlimited, 500), new(-7, 3), [new("main", new(1L << 50, 100), new(long.MinValue, -1))]);
    private static readonly BucketRow SampleBucketWithQuota = SampleBucketWithRules with
    {
        Bucket = SampleBucketWithRules.Bucket with { Rules = SampleBucketWithRules.Bucket.Rules with { Quota = QuotaMode.Enforced } },
    };

    private static readonly OwnerQuotaId SampleOwnerQuota = new(0xFEDC_BA98_7654_3210);
    private static readonly byte[] OwnerFenceRow = RowKeys.FenceOfQuota(SampleOwnerQuota);
    private static readonly byte[] OwnerPurseRow = RowKeys.PurseOfQuota(SampleOwnerQuota, 0x0123_4567_89AB_CDEF, 5);
    private static readonly OwnerQuotaRow SampleOwner = new("owner", SampleOwnerQuota, new StorageQuota(1L << 40, null), QuotaMode.Over, 7, IsInForce: false, ["main", "second"]);
    private static readonly byte[] OwnerRow = OwnerQuotaRow.KeyOf("owner");
    private static readonly BucketRow SampleBucketOfOwner = SampleBucketWithRules with
    {
        Bucket = SampleBucketWithRules.Bucket with { Rules = SampleBucketWithRules.Bucket.Rules with { Quota = QuotaMode.Enforced, OwnerQuota = SampleOwnerQuota } },
    };

    private static readonly byte[] DocumentsRow = RowKeys.BucketDocuments("photos");
    private static readonly BucketDocumentSet SampleDocuments = new(Samples.Bucket, [new(BucketDocumentKind.Policy, new byte[] { 1, 2, 3 }), new(BucketDocumentKind.Tags, new byte[] { 4 })]);

    /// <summary>The kinds whose format has changed, with the version that is written now; the others are in version 1.</summary>
    private static readonly Dictionary<string, int> Versions = new()
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

    private static OutboxMessage SampleMessage => new(OutboxConsumer.Notifications, "queue", "content"u8.ToArray());

    private delegate bool Decoder(ReadOnlyMemory<byte> rowKey, ReadOnlyMemory<byte> value);

    /// <summary>Every kind of record with the bytes that it has for ever, and its reader.</summary>
    private static readonly Dictionary<string, (byte[] RowKey, ReadOnlyMemory<byte> Value, Decoder Decode)> Kinds = new()
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

    public static TheoryData<string> KindNames => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(KindNames))]
    [Trait("Category", "Golden")]
    public void Encode_Sample_GivesTheGoldenBytes(string kind)
    {
        var (rowKey, value, decode) = Kinds[kind];

        Golden.Check($"index/{kind}.v{Versions.GetValueOrDefault(kind, 1)}.hex", rowKey, value.Span);

        Assert.True(decode(rowKey, value));
    }

    [Fact]
    public void Decode_Object_GivesBackEveryField()
    {
        foreach (var record in (ObjectRecord[])[Samples.Object, Samples.Multipart, Samples.OddTag, Samples.Empty])
        {
            Assert.True(ObjectCodec.TryDecode(ObjectRow, ObjectCodec.Encode(ObjectRow, record).Span, out var read));
            Assert.Equivalent(record with { Checksum = null }, read with { Checksum = null }, strict: true);
            Assert.Equal(record.Checksum?.Value.ToArray(), read.Checksum?.Value.ToArray());
        }
    }

    [Fact]
    public void Decode_Version_GivesBackEveryField()
    {
        foreach (var (key, record) in new[] { (VersionRow, Samples.Version), (MarkerRow, Samples.Marker) })
        {
            var value = ObjectCodec.Encode(key, record);
            Assert.True(ObjectCodec.TryDecode(key, value.Span, out var read));
            Assert.Equivalent(record with { Checksum = null }, read with { Checksum = null }, strict: true);
            Assert.True(ObjectCodec.TryDecodeListedVersion(Samples.Key, key, value.Span, default, out var listed));
            Assert.Equal((record.Name, record.IsDeleteMarker, record.ETag), (listed.Version, listed.IsDeleteMarker, listed.Listed.ETag));
            Assert.True(ObjectCodec.HasVersionId(key, value.Span));
        }
    }

    [Fact]
    public void Decode_Replicated_GivesBackEveryField()
    {
        ObjectRecord[] records = [Samples.Replicated, Samples.Encrypted with { Replication = StoredReplication.Replica }, Samples.Marker with { Replication = new StoredReplication(ReplicationStatus.Completed, []) }];
        foreach (var record in records)
        {
            Assert.True(ObjectCodec.TryDecode(VersionRow, ObjectCodec.Encode(VersionRow, record).Span, out var read));
            Assert.Equivalent(record with { Checksum = null, Encryption = null }, read with { Checksum = null, Encryption = null }, strict: true);
        }
    }

    /// <summary>The last field of the row under a right checksum: a status that does not exist, and destinations that a completed version cannot wait for.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData((int)ReplicationStatus.Completed)]
    [InlineData((int)ReplicationStatus.Replica)]
    public void Decode_ReplicationThatCannotBe_IsRefused(int status)
    {
        var (rowKey, value, _) = Kinds["object-replicated"];
        var content = value.Span[..^RowReader.ChecksumBytes].ToArray();
        var place = content.AsSpan().LastIndexOf([(byte)ReplicationStatus.Failed, (byte)2, (byte)"far/photos".Length]);

        content[place] = (byte)status;

        Assert.False(ObjectCodec.TryDecode(rowKey, Golden.Seal(rowKey, content), out _));
    }

    [Fact]
    public void Decode_Restore_GivesBackEveryField()
    {
        Assert.True(ObjectCodec.TryDecode(VersionRow, Kinds["object-restored"].Value.Span, out var restored));
        Assert.True(ObjectCodec.TryDecode(ObjectRow, Kinds["object-restoring"].Value.Span, out var restoring));
        Assert.True(ObjectCodec.TryDecodeListed(Samples.Key, VersionRow, Kinds["object-restored"].Value.Span, default, out var listed));
        Assert.True(RestoreEntryCodec.TryDecode(RestoreRow, Kinds["restore"].Value.Span, out var entry));

        Assert.Equivalent(Samples.Restored.Restore, restored.Restore, strict: true);
        Assert.Equivalent(Samples.Restoring.Restore, restoring.Restore, strict: true);
        Assert.True(StoredRestore.AreSame(Samples.Restored.Restore, listed.Restore));
        Assert.Equal(new RestoreEntry(Samples.Bucket, Samples.Key, VersionName.Null, RequestedAt: null, Samples.Restored.Restore!.Until), entry);
    }

    /// <summary>Goal: what reads a copy can rely on it. Method: good rows with another byte behind the right id, under a right checksum.</summary>
    [Theory]
    [InlineData("object-restored", -1, 2, "flags that do not exist")]
    [InlineData("object-restored", -1, 0, "a copy that is not there yet has an expiry")]
    [InlineData("object-restored", UploadId.Size, 0, "no days")]
    [InlineData("object-restoring", -1, 1, "a copy without an expiry")]
    public void Decode_RestoreThatCannotBe_IsRefused(string kind, int offset, byte value, string why)
    {
        var (rowKey, good, _) = Kinds[kind];
        var id = new byte[UploadId.Size];
        (kind == "object-restored" ? Samples.Restored : Samples.Restoring).Restore!.Copy.Format(id);
        var content = good.Span[..^RowReader.ChecksumBytes].ToArray();

        content[content.AsSpan().LastIndexOf(id) + offset] = value;

        Assert.True(ObjectCodec.TryDecode(rowKey, good.Span, out _));
        Assert.False(ObjectCodec.TryDecode(rowKey, Golden.Seal(rowKey, content), out _), why);
    }

    [Fact]
    public void Decode_Tiering_GivesBackEveryField()
    {
        foreach (var record in (ObjectRecord[])[Samples.Tiered, Samples.Restored with { Tiering = new StoredTiering(Samples.Object.LastModified, StorageTier.Between) }, Samples.Tiered with { Checksum = null }])
        {
            var value = ObjectCodec.Encode(VersionRow, record);

            Assert.True(ObjectCodec.TryDecode(VersionRow, value.Span, out var read));
            Assert.True(ObjectCodec.TryDecodeListed(Samples.Key, VersionRow, value.Span, default, out var listed));
            Assert.Equivalent(record with { Checksum = null }, read with { Checksum = null }, strict: true);
            Assert.Equal(record.Checksum?.Value.ToArray(), read.Checksum?.Value.ToArray());
            Assert.Equal((record.Tiering, record.StorageClass, record.Checksum?.Algorithm ?? 0), (listed.Tiering, listed.StorageClass, listed.ChecksumAlgorithm));
        }
    }

    [Fact]
    public void Decode_TierThatDoesNotExist_IsRefused()
    {
        var content = Kinds["object-tiered"].Value.Span[..^RowReader.ChecksumBytes].ToArray();
        byte[] before = [.. "INTELLIGENT_TIERING"u8, Samples.Tiered.Checksum!.Algorithm];

        content[content.AsSpan().IndexOf(before) + before.Length] = 3;

        Assert.False(ObjectCodec.TryDecode(VersionRow, Golden.Seal(VersionRow, content), out _));
        Assert.False(ObjectCodec.TryDecodeListed(Samples.Key, VersionRow, Golden.Seal(VersionRow, content), default, out _));
    }

    [Fact]
    public void Decode_CopyOfAnotherLength_IsRefused()
    {
        var content = Kinds["object-restored"].Value.Span[..^RowReader.ChecksumBytes].ToArray();

        // The last field is the length of the run's stripes: one byte more is another length.
        content[^1] ^= 1;

        Assert.False(ObjectCodec.TryDecode(VersionRow, Golden.Seal(VersionRow, content), out _));
    }

    [Fact]
    public void Decode_Encrypted_GivesBackEveryField()
    {
        Assert.True(ObjectCodec.TryDecode(ObjectRow, Kinds["object-encrypted"].Value.Span, out var record));
        Assert.True(UploadCodec.TryDecode(UploadRow, Kinds["upload-encrypted"].Value.Span, out var upload));
        Assert.True(PartCodec.TryDecode(PartRow, Kinds["part-encrypted"].Value.Span, out var part));

        Assert.Equivalent(Samples.Encrypted with { Checksum = null, Encryption = null }, record with { Checksum = null, Encryption = null }, strict: true);
        Assert.Equal(FieldsOf(Samples.Encryption), FieldsOf(record.Encryption!));
        Assert.Equal(FieldsOf(Samples.UploadEncrypted.Encryption!), FieldsOf(upload.Encryption!));
        Assert.Equal((Samples.PartEncrypted.Size, Convert.ToHexString(Samples.PartEncrypted.Salt.Span)), (part.Size, Convert.ToHexString(part.Salt.Span)));
        Assert.True(ObjectCodec.TryDecodeListed(Samples.Key, ObjectRow, Kinds["object-encrypted"].Value.Span, default, out var listed));
        Assert.Equal(Samples.Encrypted.Size, listed.Size);
    }

    /// <summary>Goal: what reads frames can rely on their salt. Method: good rows whose 32 bytes of salt become none, and the other way round, under a checksum that is made right again.</summary>
    [Fact]
    public void Decode_SaltWhereNoneBelongsOrNoneWhereOneDoes_IsRefused()
    {
        var (objectKey, objectValue, _) = Kinds["object-encrypted"];
        var (uploadKey, uploadValue, _) = Kinds["upload-encrypted"];
        byte[] salt = [FrameLayout.SaltBytes, .. Samples.Encryption.Salt.Span];
        var withSalt = objectValue.Span[..^RowReader.ChecksumBytes];
        var begin = withSalt.IndexOf(salt);
        byte[] without = [.. withSalt[..begin], 0, .. withSalt[(begin + salt.Length)..]];
        var withoutSalt = uploadValue.Span[..^RowReader.ChecksumBytes];
        byte[] context = [(byte)Samples.Encryption.Context.Length, .. Samples.Encryption.Context.Span];
        var end = withoutSalt.IndexOf(context);
        byte[] with = [.. withoutSalt[..(end - 1)], .. salt, .. withoutSalt[end..]];

        Assert.False(ObjectCodec.TryDecode(objectKey, Golden.Seal(objectKey, without), out _));
        Assert.False(UploadCodec.TryDecode(uploadKey, Golden.Seal(uploadKey, with), out _));
        Assert.True(UploadCodec.TryDecode(uploadKey, Golden.Seal(uploadKey, withoutSalt.ToArray()), out _));
    }

    [Fact]
    public void Decode_Quota_GivesBackEveryField()
    {
        Assert.True(QuotaCodec.TryDecodeLedger(new Row(LedgerRow, Kinds["quota-ledger"].Value, 1), out var ledger));
        Assert.True(QuotaCodec.TryDecodeAccount(new Row(AccountRow, Kinds["quota-account"].Value, 1), out var account));
        Assert.True(QuotaCodec.TryDecodePurse(new Row(PurseRow, Kinds["quota-purse"].Value, 1), out var purse));

        Assert.Equal((SampleLedger.Limit, SampleLedger.Uncounted), (ledger.Limit, ledger.Uncounted));
        Assert.Equal(SampleLedger.Databases, ledger.Databases);
        Assert.Equal(new QuotaAccount(new(1L << 50, 9), new(-8, 7), new(3, 0)), account);
        Assert.Equal(new StoredAmount(123_456, -2), purse);
        Assert.False(QuotaCodec.CanDecode(new Row(PurseRow.AsMemory(..^1), Kinds["quota-purse"].Value, 1)));
    }

    [Fact]
    public void Decode_OwnerQuota_GivesBackEveryField()
    {
        Assert.True(OwnerQuotaRow.TryDecode(new Row(OwnerRow, Kinds["owner-quota"].Value, 1), out var owner));
        Assert.True(QuotaCodec.TryDecodeFence(new Row(OwnerFenceRow, Kinds["owner-quota-fence"].Value, 1), out var fence));

        Assert.Equivalent(SampleOwner, owner, strict: true);
        Assert.Equal(new OwnerQuotaFence("owner", 7, QuotaMode.Over), fence);
    }

    /// <summary>A quota of a bucket has no fence, and no fence is of generation 0 or of a mode that does not exist.</summary>
    [Fact]
    public void Decode_FenceOfAQuotaThatCannotBe_IsRefused()
    {
        var ofBucket = RowKeys.AccountOfQuota(Samples.Bucket);
        ofBucket[^1] = RowKeys.QuotaFence;
        var rows = new (byte[] Key, OwnerQuotaFence Fence)[]
        {
            (ofBucket, SampleOwner.Fence), (OwnerFenceRow, SampleOwner.Fence with { Generation = 0 }), (OwnerFenceRow, SampleOwner.Fence with { Mode = QuotaMode.None }),
            (OwnerFenceRow, SampleOwner.Fence with { Mode = (QuotaMode)4 }),
        };

        Assert.All(rows, static row => Assert.False(QuotaCodec.CanDecode(new Row(row.Key, QuotaCodec.EncodeFence(row.Key, row.Fence), 1))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"version":2,"id":"1","mode":1,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"x","mode":1,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":0,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":4,"generation":1,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":0,"isInForce":true,"databases":["a"]}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":1,"isInForce":true}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":1,"isInForce":true,"databases":null}""")]
    [InlineData("""{"version":1,"id":"1","mode":1,"generation":1,"isInForce":true,"databases":["a"],"bytes":-1}""")]
    public void Decode_OwnerQuotaThatCannotBe_IsRefused(string json) =>
        Assert.False(OwnerQuotaRow.TryDecode(new Row(OwnerRow, JobStateCodec.Encode(OwnerRow, System.Text.Encoding.UTF8.GetBytes(json)), 1), out _));

    [Fact]
    public void Decode_Compressed_GivesBackEveryField()
    {
        Assert.True(ObjectCodec.TryDecode(ObjectRow, Kinds["object-compressed"].Value.Span, out var record));
        Assert.True(ObjectCodec.TryDecode(ObjectRow, Kinds["object-multipart-compressed"].Value.Span, out var multipart));
        Assert.True(UploadCodec.TryDecode(UploadRow, Kinds["upload-compressed"].Value.Span, out var upload));
        Assert.True(PartCodec.TryDecode(PartRow, Kinds["part-compressed"].Value.Span, out var part));
        Assert.True(ObjectCodec.TryDecodeListed(Samples.Key, ObjectRow, Kinds["object-compressed"].Value.Span, default, out var listed));

        Assert.Equal((Samples.Compressed.Size, FieldsOf(Samples.Compression)), (record.Size, FieldsOf(record.Compression!)));
        Assert.Equal((Samples.PartCompressed.Size, FieldsOf(Samples.Compression)), (part.Size, FieldsOf(part.Compression!)));
        Assert.Equal((123_456, ""), FieldsOf(multipart.Compression!));
        Assert.Equal((0, ""), FieldsOf(upload.Compression!));
        Assert.Equal(Samples.Compressed.Size, listed.Size);
        Assert.Equal((66_541, 123_456, 66_541), (record.StoredBytes, multipart.StoredBytes, part.StoredBytes));
    }

    /// <summary>Goal: what reads frames can rely on what the row says of them. Method: a good row, with other bytes of the compression under a checksum that is made right again.</summary>
    [Theory]
    [InlineData("02ED8704 06E703FFFF0400", "another format")]
    [InlineData("01EE8704 06E703FFFF0400", "lengths that do not add up")]
    [InlineData("01ED8704 068403FFFF6700", "a frame that is longer than what it holds")]
    [InlineData("01ED8704 04E703FFFF", "a frame too few")]
    [InlineData("01ED8704 08E703FFFF04000000", "a frame too many")]
    [InlineData("01ED8704 00", "no lengths")]
    public void Decode_FramesThatCannotBe_IsRefused(string compression, string why)
    {
        var (rowKey, value, _) = Kinds["object-compressed"];
        var good = Convert.FromHexString("01ED870406E703FFFF0400");
        var changed = Convert.FromHexString(compression.Replace(" ", "", StringComparison.Ordinal));
        var content = value.Span[..^RowReader.ChecksumBytes];
        var begin = content.IndexOf(good);
        byte[] row = [.. content[..begin], .. changed];

        Assert.Equal(content.Length, begin + good.Length);
        Assert.True(ObjectCodec.TryDecode(rowKey, Golden.Seal(rowKey, content.ToArray()), out _));
        Assert.False(ObjectCodec.TryDecode(rowKey, Golden.Seal(rowKey, row), out _), why);
    }

    [Fact]
    public void Decode_Rules_GivesBackEveryField()
    {
        Assert.True(BucketCodec.TryDecode(new Row(BucketRowKey, Kinds["bucket-with-rules"].Value, 1), "main", out var bucket));
        Assert.Equivalent(SampleBucketWithRules, bucket, strict: true);
        Assert.True(BucketCodec.TryDecodeFence(new Row(FenceRow, Kinds["fence-with-rules"].Value, 1), out var fence));
        Assert.Equal(new BucketFence(Samples.BucketRecord.Name, 4, SampleBucketWithRules.Bucket.Rules), fence);
        Assert.True(BucketCodec.TryDecodeRules(new Row(FenceRow, Kinds["fence-with-rules"].Value, 1), out var rules));
        Assert.Equal(fence.Rules, rules);
        Assert.True(BucketCodec.TryDecodeRules(new Row(FenceRow, Kinds["fence"].Value, 1), out rules));
        Assert.Equal(BucketRules.None, rules);
        Assert.True(UploadCodec.TryDecode(UploadRow, Kinds["upload-with-tags"].Value.Span, out var upload));
        Assert.Equivalent(Samples.UploadWithTags, upload, strict: true);
    }

    [Fact]
    public void DecodeListed_Object_AgreesWithTheWholeRecord()
    {
        foreach (var record in (ObjectRecord[])[Samples.Object, Samples.Multipart, Samples.OddTag, Samples.Empty])
        {
            Assert.True(ObjectCodec.TryDecodeListed(Samples.Key, ObjectRow, ObjectCodec.Encode(ObjectRow, record).Span, default, out var listed));
            var expected = new ListedObject(
                Samples.Key, record.Size, record.ETag, record.LastModified, record.OwnerId, record.StorageClass,
                record.Checksum?.Algorithm ?? 0, record.Checksum?.IsComposite ?? false);
            Assert.Equal(expected, listed);
        }
    }

    [Fact]
    public void Decode_OtherKinds_GiveBackEveryField()
    {
        Assert.True(PartCodec.TryDecode(PartRow, Kinds["part"].Value.Span, out var part));
        Assert.Equal(Samples.Part.Runs, part.Runs);
        Assert.Equal(Samples.Part with { Runs = [], Checksum = null }, part with { Runs = [], Checksum = null });
        Assert.True(UploadCodec.TryDecode(UploadRow, Kinds["upload"].Value.Span, out var upload));
        Assert.Equivalent(Samples.Upload, upload, strict: true);
        Assert.True(GarbageCodec.TryDecode(UploadGarbageRow, Kinds["garbage-upload"].Value.Span, out var queued));
        Assert.Equal((Samples.UploadId, Samples.Bucket, Samples.Key, Samples.QueuedAt), (queued.Upload!.Value, queued.Bucket, queued.Key, queued.QueuedAt));
        Assert.True(GarbageCodec.TryDecode(StripeGarbageRow, Kinds["garbage-stripes"].Value.Span, out queued));
        Assert.Equal(Samples.Runs, queued.Runs);
        Assert.Null(queued.Upload);
        Assert.True(OutboxCodec.TryDecode(new Row(OutboxRow, Kinds["outbox"].Value, 1), out var told));
        Assert.Equal((Samples.Bucket, Samples.Key, 0x0123_4567_89AB_CDEFUL, Samples.QueuedAt), (told.Bucket, told.Key, told.Sequence, told.QueuedAt));
        Assert.Equal((OutboxConsumer.Notifications, "queue", "content"), (told.Message.Consumer, told.Message.Destination, Encoding.UTF8.GetString(told.Message.Content.Span)));
        Assert.Equal("0123456789abcdef0011223302", told.Id);
        Assert.True(BucketCodec.TryDecode(new Row(BucketRowKey, Kinds["bucket"].Value, 1), "main", out var bucket));
        Assert.Equivalent(SampleBucket, bucket, strict: true);
        Assert.True(ClusterMapCodec.TryDecode(RowKeys.ClusterMap(), Kinds["cluster-map"].Value.Span, out var map));
        Assert.Equal(Samples.Map.Epoch, map.Epoch);
        Assert.Equal(Samples.Map.Devices, map.Devices);
        Assert.Equal(Samples.Map.Groups.Select(group => (group.Id, group.Epoch, group.Profile)), map.Groups.Select(group => (group.Id, group.Epoch, group.Profile)));
        Assert.Equal(Samples.Map.Groups.SelectMany(group => group.Devices), map.Groups.SelectMany(group => group.Devices));
        Assert.Equal(Samples.Map.Groups.Select(group => group.StandsInFor), map.Groups.Select(group => group.StandsInFor));
        Assert.Equal(Samples.Map.Groups.Select(group => group.Moves), map.Groups.Select(group => group.Moves));
        Assert.Equal([PoolName.Default], map.Pools);
        Assert.True(ClusterMapCodec.TryDecode(RowKeys.ClusterMap(), Kinds["cluster-map-of-pools"].Value.Span, out var pools));
        Assert.Equal(Samples.MapOfPools.Devices, pools.Devices);
        Assert.Equal(Samples.MapOfPools.Groups.Select(group => (group.Id, group.Pool)), pools.Groups.Select(group => (group.Id, group.Pool)));
        Assert.Equal(["cold", "default"], pools.Pools.Select(pool => pool.Value));
    }

    /// <summary>The numbers of pools are places in the list of names: names that repeat or do not ascend, no names, and places behind the last are damage.</summary>
    [Theory]
    [InlineData(1, "cold", "cold", 0)]
    [InlineData(1, "default", "cold", 0)]
    [InlineData(1, "", "cold", 0)]
    [InlineData(2, "cold", "default", 2)]
    [InlineData(0, "cold", "default", 0)]
    public void Decode_PoolsOfAMapThatDoNotFit_IsRefused(int expectedFault, string first, string second, int place)
    {
        var key = RowKeys.ClusterMap();
        var good = expectedFault == 0;
        var writer = new RowWriter(RowFamily.ClusterMap, 4, 4, 64);
        writer.Number(1);
        writer.Number(2);
        writer.Text(first);
        writer.Text(second);
        writer.Number(1);
        writer.Take(16).Fill(7);
        writer.Text("node");
        writer.Text("a");
        writer.Byte((byte)DeviceState.Active);
        writer.Number(1);
        writer.Time(DateTimeOffset.UnixEpoch);
        writer.Byte(0);
        writer.Number(place);
        writer.Number(0);

        Assert.Equal(good, ClusterMapCodec.TryDecode(key, writer.Seal(key).Span, out _));
    }

    [Theory]
    [MemberData(nameof(KindNames))]
    public void Decode_OneBitFlippedOrOtherKey_IsRefused(string kind)
    {
        var (rowKey, value, decode) = Kinds[kind];
        var otherKey = rowKey.ToArray();
        otherKey[^1] ^= 1;
        for (var bit = 0; bit < value.Length * 8; bit++)
        {
            var damaged = value.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(decode(rowKey, damaged));
        }

        Assert.False(decode(otherKey, value));
    }

    /// <summary>Goal: whatever the fields hold, the reader answers and does not throw. Method: damage under a checksum that is made right again.</summary>
    [Theory]
    [MemberData(nameof(KindNames))]
    public void Decode_DamageUnderAGoodChecksum_NeverThrows(string kind)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (rowKey, value, decode) = Kinds[kind];
        for (var round = 0; round < 20_000; round++)
        {
            var content = value.Span[..^RowReader.ChecksumBytes].ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) content[random.Next(content.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) content = content[..random.Next(content.Length + 1)];
            decode(rowKey, Golden.Seal(rowKey, content));
        }
    }

    [Fact]
    public void Decode_KeymapKinds_GiveBackEveryField()
    {
        Assert.True(PartitionCodec.TryDecode(new Row(PartitionRow, Kinds["partition"].Value, 1), out var partition));
        Assert.Equal(FieldsOf(SamplePartition), FieldsOf(partition));
        Assert.True(KeymapCodec.TryDecode(new Row(KeymapRow, Kinds["keymap-entry"].Value, 1), out var entry));
        Assert.Equal(FieldsOf(SampleEntry), FieldsOf(entry));
        Assert.True(MoveProgress.TryDecode(new Row(ProgressRow, Kinds["move-progress"].Value, 1), out var progress));
        Assert.Equal((SampleProgress.Epoch, 77L, 12L), (progress.Epoch, progress.SourceRevision, progress.CopiedRows));
        Assert.Equal(SampleProgress.Next.ToArray(), progress.Next.ToArray());
        Assert.True(DiscardedRange.TryDecode(new Row(DiscardedRow, Kinds["discarded-range"].Value, 1), out var discarded));
        Assert.Equivalent(SampleDiscarded, discarded, strict: true);
        Assert.True(Tombstone.TryDecode(new Row(TombstoneRow, Kinds["tombstone"].Value, 1), out var tombstone));
        Assert.Equal(new Tombstone("bucket", 3, Samples.QueuedAt), tombstone);
        Assert.True(DatabaseIdentity.TryDecode(new Row(RowKeys.DatabaseIdentity(), Kinds["database-identity"].Value, 1), out var identity));
        Assert.Equal(SampleIdentity, identity);
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Decode_Version1_IsReadForEver()
    {
        Assert.True(BucketCodec.TryDecode(Golden.Read("index/bucket.v1.hex"), "main", out var bucket));
        Assert.Equivalent(new BucketRow(Samples.BucketRecord, BucketState.Active, 0, Samples.BucketRecord.CreatedAt, ["main"]), bucket, strict: true);

        var mapRow = Golden.Read("index/cluster-map.v1.hex");
        Assert.True(ClusterMapCodec.TryDecode(mapRow.Key.Span, mapRow.Value.Span, out var map));
        Assert.Equal(Samples.Map.Devices.Select(device => device with { Since = DateTimeOffset.UnixEpoch, IsLeaving = false }), map.Devices);
        Assert.Equal(Samples.Map.Groups[0].Devices, Assert.Single(map.Groups).Devices);
        Assert.Empty(map.Groups[0].Moves);
        Assert.Null(map.Groups[0].StandsInFor);
        Assert.Equal([PoolName.Default], map.Pools);

        Assert.True(PartitionCodec.TryDecode(Golden.Read("index/partition.v1.hex"), out var partition));
        Assert.Equal(FieldsOf(new PartitionRecord(default, default, new Epoch(1), PartitionState.Serving, default)), FieldsOf(partition));
    }

    [Fact]
    public void Decode_NewerVersionForThisReader_IgnoresWhatFollows()
    {
        var key = RowKeys.Tombstone(Samples.Bucket);
        byte[] newer = [.. Kinds["tombstone"].Value.Span[..^RowReader.ChecksumBytes], 1, 2, 3];
        newer[1] = 2;
        Assert.True(Tombstone.TryDecode(new Row(key, Golden.Seal(key, newer), 1), out var tombstone));
        Assert.Equal("bucket", tombstone.Name);

        newer[2] = 2;
        Assert.False(Tombstone.TryDecode(new Row(key, Golden.Seal(key, newer), 1), out _));
        newer[1] = 1;
        newer[2] = 1;
        Assert.False(Tombstone.TryDecode(new Row(key, Golden.Seal(key, newer), 1), out _));
    }

    private static (string Start, string End, Epoch Epoch, PartitionState State, Epoch MoveEpoch) FieldsOf(PartitionRecord partition) =>
        (Convert.ToHexString(partition.Start.Span), Convert.ToHexString(partition.End.Span), partition.Epoch, partition.State, partition.MoveEpoch);

    private static (string Start, string End, Epoch Epoch, string Database, string? Target, long KeyCount, DateTimeOffset ChangedAt) FieldsOf(KeymapEntry entry) =>
        (Convert.ToHexString(entry.Start.Span), Convert.ToHexString(entry.End.Span), entry.Epoch, entry.Database, entry.MoveTarget, entry.KeyCount, entry.ChangedAt);

    private static (long, string) FieldsOf(StoredCompression compression) => (compression.StoredBytes, Convert.ToHexString(compression.FrameLengths.Span));

    private static (EncryptionScheme, string, string, string, string, bool) FieldsOf(StoredEncryption encryption) =>
        (encryption.Scheme, encryption.KeyId, Convert.ToHexString(encryption.WrappedKey.Span), Convert.ToHexString(encryption.Salt.Span), Convert.ToHexString(encryption.Context.Span), encryption.HasBucketKey);

    private static bool DecodeObject(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var isListed = ObjectCodec.TryDecodeListed(Samples.Key, key.Span, value.Span, default, out _);
        return ObjectCodec.TryDecode(key.Span, value.Span, out _) && isListed;
    }

    private static bool DecodeGarbage(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => GarbageCodec.TryDecode(key, value.Span, out _);

    private static bool DecodeQuota(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) => QuotaCodec.CanDecode(new Row(key, value, 1));
}
