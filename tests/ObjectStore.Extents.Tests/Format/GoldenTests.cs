using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Tests.Format;

/// <summary>Pinned bytes: whoever changes one needs a new format version and an ADR. OBJECTSTORE_WRITE_GOLDEN=1 writes files that are missing.</summary>
[Trait("Category", "Golden")]
public sealed class GoldenTests
{
    private static readonly DeviceId Device = new(new Guid("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"));

    [Fact]
    public void Superblock_Format_IsPinned()
    {
        var superblock = new Superblock(Device, new Guid("11111111-2222-3333-4444-555555555555"), "default", DateTimeOffset.FromUnixTimeSeconds(1_780_000_000));

        AssertGolden("device.json", superblock.Format());

        Assert.True(Superblock.TryParse(superblock.Format(), out var parsed));
        Assert.Equal(superblock, parsed);
    }

    [Fact]
    public void ExtentHeader_Format_IsPinned()
    {
        var header = new ExtentHeader(10, Device, 0x0123_4567_89AB_CDEF, 1_780_000_000_123);
        var page = new byte[ExtentHeader.PageSize];
        header.Format(page);

        AssertGolden("extent-header.bin", page.AsSpan(0, 64));

        Assert.True(ExtentHeader.TryParse(page, out var parsed));
        Assert.Equal(header, parsed);
    }

    [Fact]
    public void PutRecord_Format_IsPinned()
    {
        var id = new FragmentId(new StripeId(0x0123_4567_89AB_CDEF, 0xFEDC_BA98_0000_0003), 4);
        var owner = new FragmentOwner(new BucketId(77), ObjectKey.From("photos/cat.jpg"), null, 0).Format();
        var payload = TestFragments.Payload(70_000, 1);
        var metaBytes = RecordLayout.Align(RecordLayout.MetaBytes(owner.Length, payload.Length), RecordHeader.Alignment);
        var record = new byte[metaBytes];
        owner.CopyTo(record, RecordHeader.Size);
        PayloadChecksums.Format(record.AsSpan(RecordLayout.TableOffset(owner.Length)), id, payload);
        var header = PutHeader(id, (ushort)owner.Length, (uint)metaBytes, (uint)(metaBytes + payload.Length));
        header.Format(record);

        AssertGolden("record-put.bin", record);

        Assert.True(RecordHeader.TryParse(record, out var parsed, out _));
        Assert.Equal(header, parsed);
        Assert.True(PayloadChecksums.Verify(record.AsSpan(RecordLayout.TableOffset(owner.Length)), id, 0, payload));
    }

    [Fact]
    public void DeleteRecord_Format_IsPinned()
    {
        var entry = new DeleteEntry(new FragmentId(new StripeId(1, 2), 3), 4);
        var length = RecordHeader.Size + DeleteEntry.Size;
        var record = new byte[length];
        entry.Format(record.AsSpan(RecordHeader.Size));
        var header = new RecordHeader
        {
            Kind = RecordKind.Delete,
            RecordLength = (uint)length,
            PayloadOffset = (uint)length,
            Nonce = 9,
            Sequence = 8,
            Extent = 7,
            Offset = 12288,
            BatchOffset = 12288,
            BatchLength = 4096,
        };
        header.Format(record);

        AssertGolden("record-delete.bin", record);

        Assert.True(RecordHeader.TryParse(record, out var parsed, out _));
        Assert.Equal(header, parsed);
        Assert.Equal(entry, DeleteEntry.Read(record.AsSpan(RecordHeader.Size)));
    }

    [Fact]
    public void Checkpoint_Format_IsPinned()
    {
        var header = new CheckpointHeader(Device, true, 3, 1, 1, new LogPosition(10, 8192), 55);
        var place = new FragmentLocation(10, 8192, 256, 4096);
        var entry = new FragmentEntry { StripeHigh = 1, StripeLow = 2, Location = place.Packed, LengthAndIndex = (4096 << 8) | 5 };
        var row = new ExtentRow(10, true, 0x1122_3344_5566_7788, 16384);
        var pages = new byte[3 * CheckpointHeader.PageSize];
        header.Format(pages);
        var fragments = pages.AsSpan(CheckpointHeader.PageSize, CheckpointHeader.PageSize);
        var extents = pages.AsSpan(2 * CheckpointHeader.PageSize);
        CheckpointPage.WriteFragment(fragments, 0, entry);
        CheckpointPage.Finish(fragments, 1, CheckpointPage.FragmentRows, 1);
        CheckpointPage.WriteExtent(extents, 0, row);
        CheckpointPage.Finish(extents, 1, CheckpointPage.ExtentRows, 2);

        AssertGolden("checkpoint.bin", [.. pages.AsSpan(0, 64), .. fragments[..64], .. extents[..64]]);

        Assert.True(CheckpointHeader.TryParse(pages, out var parsed));
        Assert.Equal(header, parsed);
        Assert.True(CheckpointPage.TryParse(fragments, 1, out _, out var count));
        Assert.Equal(1, count);
        Assert.Equal(place, CheckpointPage.ReadFragment(fragments, 0).Place);
        Assert.Equal(row, CheckpointPage.ReadExtent(extents, 0));
        Assert.False(CheckpointPage.TryParse(fragments, 2, out _, out _));
    }

    /// <summary>Goal: outside bytes never throw and never pass. Method: every single-bit change of a put record, and random bytes behind a valid magic.</summary>
    [Fact]
    public void TryParse_OfChangedRecords_IsFalse()
    {
        var record = new byte[256];
        PutHeader(new FragmentId(new StripeId(5, 6), 1), 20, 192, 256).Format(record);
        for (var bit = 0; bit < 192 * 8; bit++)
        {
            record[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(RecordHeader.TryParse(record, out _, out _));
            record[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            random.NextBytes(record.AsSpan(6));
            var length = random.Next(record.Length + 1);
            Assert.False(RecordHeader.TryParse(record.AsSpan(0, length), out _, out var needed));
            Assert.InRange(needed, 0, RecordLayout.PayloadOffsetMax + (DeleteEntry.PerRecordMax * DeleteEntry.Size) + RecordHeader.Size);
        }
    }

    private static RecordHeader PutHeader(FragmentId id, ushort ownerLength, uint payloadOffset, uint recordLength) => new()
    {
        Kind = RecordKind.Put,
        RecordLength = recordLength,
        PayloadOffset = payloadOffset,
        Nonce = 0x1122_3344_5566_7788,
        Sequence = 42,
        Extent = 10,
        Offset = 8192 + 64,
        BatchOffset = 8192,
        BatchLength = 81920,
        Id = id,
        GroupEpoch = new Epoch(6),
        Group = new PlacementGroupId(12),
        StripeDataBytes = 280_000,
        PriorExtent = 9,
        OwnerLength = ownerLength,
        Profile = new ErasureProfile(4, 2),
    };

    private static void AssertGolden(string name, ReadOnlySpan<byte> actual)
    {
        var path = Path.Combine(GoldenDirectory(), name);
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("OBJECTSTORE_WRITE_GOLDEN") == "1") File.WriteAllBytes(path, actual);
        Assert.Equal(Convert.ToHexString(File.ReadAllBytes(path)), Convert.ToHexString(actual));
    }

    /// <summary>tests/golden/extents, found from where the test runs.</summary>
    private static string GoldenDirectory()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, "tests", "golden", "extents");
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new DirectoryNotFoundException("tests/golden/extents");
    }
}
