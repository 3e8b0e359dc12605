using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Rows;
using Xunit;
using static ObjectStore.Index.Tests.Rows.RowSamples;

namespace ObjectStore.Index.Tests.Rows;

public sealed class ObjectRowCodecTests
{
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

    private static (long, string) FieldsOf(StoredCompression compression) => (compression.StoredBytes, Convert.ToHexString(compression.FrameLengths.Span));

    private static (EncryptionScheme, string, string, string, string, bool) FieldsOf(StoredEncryption encryption) =>
        (encryption.Scheme, encryption.KeyId, Convert.ToHexString(encryption.WrappedKey.Span), Convert.ToHexString(encryption.Salt.Span), Convert.ToHexString(encryption.Context.Span), encryption.HasBucketKey);
}
