using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Index.Tests;

/// <summary>Fixed records that use every field; the golden bytes are theirs.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly StripeId Stripe = new(0x0123456789ABCDEF, 0xFEDCBA9800000000);

    public static BucketId Bucket { get; } = new(0x1122334455667788);

    public static ObjectKey Key { get; } = ObjectKey.From("photos/a\0b/ü.jpg");

    public static UploadId UploadId { get; } = new((UInt128)0x0011223344556677 << 64 | 0x8899AABBCCDDEEFF);

    public static StripeRun[] Runs { get; } =
    [
        new(Stripe, new PlacementGroupId(300), new ErasureProfile(4, 2), 3, 4 << 20, 1234),
        new(Stripe.Plus(3), new PlacementGroupId(7), new ErasureProfile(4, 2), 2, 4 << 20, 4 << 20),
        new(new StripeId(1, 2UL << 32), new PlacementGroupId(7), ErasureProfile.Replicated, 1, 50, 50),
    ];

    public static ObjectRecord Empty { get; } = new()
    {
        Size = 0,
        ETag = "d41d8cd98f00b204e9800998ecf8427e",
        LastModified = DateTimeOffset.UnixEpoch,
        OwnerId = "o",
    };

    public static ObjectRecord Object { get; } = new()
    {
        Size = Runs.Sum(run => run.Bytes),
        ETag = "0123456789abcdef0123456789abcdef",
        LastModified = Time,
        OwnerId = "owner",
        StorageClass = "REDUCED_REDUNDANCY",
        Metadata = [new("content-type", "image/jpeg"), new("x-amz-meta-title", "Grüße")],
        Checksum = new StoredChecksum(2, false, new byte[] { 1, 2, 3, 4 }),
        Runs = Runs,
    };

    public static ObjectRecord Multipart { get; } = new()
    {
        Size = 3 * (5L << 20) + 17,
        ETag = "0123456789abcdef0123456789abcdef-4",
        LastModified = Time,
        OwnerId = "owner",
        Checksum = new StoredChecksum(5, true, new byte[32]),
        Upload = UploadId,
        Parts = [new(1, 3, 5 << 20), new(10_000, 1, 17)],
    };

    public static ObjectRecord OddTag { get; } = Empty with { ETag = "0123456789ABCDEF0123456789abcdef-04" };

    public static ObjectRecord Version { get; } = Object with
    {
        Version = new VersionId((UInt128)0x0123456789ABCDEF << 64 | 0x1122334455667788),
        IsNullVersion = false,
        NullVersion = new VersionId((UInt128)7 << 64),
        Tags = [new("tag", "välue")],
        Retention = new Retention(RetentionMode.Governance, Time),
        HasLegalHold = true,
    };

    public static StoredEncryption Encryption { get; } = new()
    {
        Scheme = EncryptionScheme.KeyService,
        KeyId = "photos",
        WrappedKey = new byte[] { 1, 2, 3 },
        Salt = Enumerable.Range(1, FrameLayout.SaltBytes).Select(static value => (byte)value).ToArray(),
        Context = "{}"u8.ToArray(),
        HasBucketKey = true,
    };

    /// <summary>Two frames: the second has 34 bytes.</summary>
    public static ObjectRecord Encrypted { get; } = Object with
    {
        Size = (64 << 10) + 18,
        Runs = [new(Stripe, new PlacementGroupId(7), ErasureProfile.Replicated, 1, (64 << 10) + 50, (64 << 10) + 50)],
        Encryption = Encryption,
        Tags = [new("tag", "")],
    };

    /// <summary>Three frames, of which the second is stored as it is.</summary>
    public static StoredCompression Compression { get; } = new() { StoredBytes = 1000 + (64 << 10) + 5, FrameLengths = new byte[] { 0xE7, 0x03, 0xFF, 0xFF, 0x04, 0x00 } };

    public static ObjectRecord Compressed { get; } = Object with
    {
        Size = (128 << 10) + 100,
        Runs = [new(Stripe, new PlacementGroupId(7), ErasureProfile.Replicated, 1, 66_541, 66_541)],
        Compression = Compression,
    };

    /// <summary>The object of an upload whose parts take fewer bytes than they have.</summary>
    public static ObjectRecord MultipartCompressed { get; } = Multipart with { Compression = StoredCompression.OfUpload with { StoredBytes = 123_456 } };

    public static ObjectRecord Replicated { get; } = Version with { Replication = new StoredReplication(ReplicationStatus.Failed, ["far/photos", "near/photos"]) };

    /// <summary>An archived version with a restored copy.</summary>
    public static ObjectRecord Restored { get; } = Version with
    {
        StorageClass = "GLACIER",
        Restore = new StoredRestore(UploadId, 30, Time.AddDays(30), [new(Stripe.Plus(1 << 20), new PlacementGroupId(9), new ErasureProfile(4, 2), 1, (int)Object.Size, (int)Object.Size)]),
    };

    /// <summary>An archived multipart object that is being restored.</summary>
    public static ObjectRecord Restoring { get; } = Multipart with { StorageClass = "GLACIER", Restore = new StoredRestore(new UploadId(UploadId.Value + 1), 1, Until: null, []) };

    /// <summary>A version that nobody has read for long.</summary>
    public static ObjectRecord Tiered { get; } = Version with { StorageClass = "INTELLIGENT_TIERING", Tiering = new StoredTiering(Time.AddDays(3), StorageTier.Infrequent) };

    public static ObjectRecord Marker { get; } = Empty with { ETag = "", Version = new VersionId((UInt128)9 << 64), IsDeleteMarker = true };

    public static PartRecord Part { get; } = new()
    {
        PartNumber = 513,
        Size = Object.Size,
        ETag = "0123456789abcdef0123456789abcdef",
        LastModified = Time,
        Checksum = new StoredChecksum(1, false, new byte[4]),
        Runs = Runs,
    };

    public static UploadRecord Upload { get; } = new()
    {
        Id = UploadId,
        InitiatedAt = Time,
        OwnerId = "owner",
        StorageClass = "STANDARD_IA",
        Metadata = [new("content-type", "text/plain")],
        ChecksumAlgorithm = 3,
        ChecksumIsComposite = true,
    };

    public static UploadRecord UploadWithTags { get; } = Upload with { Tags = [new("tag", "")], Retention = new Retention(RetentionMode.Compliance, Time), HasLegalHold = true };

    public static UploadRecord UploadEncrypted { get; } = Upload with { Encryption = Encryption with { Scheme = EncryptionScheme.StoreKey, Salt = default, HasBucketKey = false } };

    public static PartRecord PartEncrypted { get; } = Part with { Size = Encrypted.Size, Runs = Encrypted.Runs, Salt = Encryption.Salt };

    public static UploadRecord UploadCompressed { get; } = Upload with { Compression = StoredCompression.OfUpload };

    /// <summary>In an encrypted upload: two sealed frames hold the three compressed ones.</summary>
    public static PartRecord PartCompressed { get; } = Part with
    {
        Size = Compressed.Size,
        Runs = [new(Stripe, new PlacementGroupId(7), ErasureProfile.Replicated, 1, 66_573, 66_573)],
        Salt = Encryption.Salt,
        Compression = Compression,
    };

    public static DateTimeOffset QueuedAt => Time;

    public static BucketRecord BucketRecord { get; } = new("my-bucket", Bucket, "owner", Time, "us-east-1");

    public static ClusterMap Map { get; } = new(
        new Epoch(9),
        [
            new(DeviceOf(1), new NodeName("node-1"), new ZoneName("a"), DeviceState.Active, 1L << 40),
            new(DeviceOf(2), new NodeName("node-2"), new ZoneName("b"), DeviceState.Draining, 5) { Since = Time, IsLeaving = true },
        ],
        [
            new(new PlacementGroupId(70_000), new Epoch(3), ErasureProfile.Replicated, [DeviceOf(2), DeviceOf(9), DeviceOf(1)]),
            new(new PlacementGroupId(70_001), new Epoch(4), ErasureProfile.Replicated, [DeviceOf(1), DeviceOf(2), DeviceOf(9)])
            {
                StandsInFor = new ErasureProfile(4, 2),
                Moves = [new GroupMove(0, DeviceOf(8)), new GroupMove(2, DeviceOf(1))],
            },
        ]);

    /// <summary>The same with a second pool; the groups of the first are those of before.</summary>
    public static ClusterMap MapOfPools { get; } = new(
        Map.Epoch,
        [.. Map.Devices, new(DeviceOf(3), new NodeName("node-1"), new ZoneName("a"), DeviceState.Active, 1L << 41) { Pool = new PoolName("cold") }],
        [.. Map.Groups, new(new PlacementGroupId(70_002), new Epoch(1), new ErasureProfile(2, 1), [DeviceOf(3), DeviceOf(4), DeviceOf(5)]) { Pool = new PoolName("cold") }]);

    private static DeviceId DeviceOf(byte number) => new(new Guid(number, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}
