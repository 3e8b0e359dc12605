using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Frames;

namespace ObjectStore.Core.Tests.Frames;

public sealed class FrameLengthsTests
{
    private const int Frame = CompressedLayout.FrameBytes;

    [Theory]
    [InlineData(1L, 1, 0, 0, 0)]
    [InlineData((long)Frame, 1, 0, 0, 0)]
    [InlineData(Frame + 1L, 2, 4, 0, 0)]
    [InlineData(128L * Frame, 128, 256, 0, 0)]
    [InlineData(128L * Frame + 1, 129, 0, 1, 270)]
    [InlineData(1024L * Frame, 1024, 0, 1, 2060)]
    [InlineData(1024L * Frame + 1, 1025, 0, 2, 2074)]
    [InlineData(5L << 30, 81_920, 0, 80, 80 * 2060)]
    public void Layout_AnySize_IsTheDocumentedOne(long size, long frames, int bytesInRow, long groups, long groupsBytes)
    {
        Assert.Equal(
            (frames, bytesInRow, groups, groupsBytes, size + groupsBytes),
            (CompressedLayout.CountOf(size), CompressedLayout.BytesInRowOf(size), CompressedLayout.GroupCountOf(size), CompressedLayout.GroupsBytesOf(size), CompressedLayout.StoredBytesMax(size)));
        Assert.Equal(groupsBytes, Enumerable.Range(0, (int)groups).Sum(group => (long)CompressedLayout.BytesOf(group, size)));
    }

    [Fact]
    public void TryReadRow_GoodLengths_SaysWhereFramesLie()
    {
        Assert.True(FrameLengths.TryReadRow(Lengths(10, Frame, 7), 2 * Frame + 8, 10 + Frame + 7, out var read));

        Assert.Equal((0, 2), (read.FirstFrame, read.LastFrame));
        Assert.Equal([(0, 10), (10, Frame), (10 + Frame, 7)], Enumerable.Range(0, 3).Select(frame => (read.PositionOf(frame), read.LengthOf(frame))));
    }

    [Theory]
    [InlineData(100L, 100L, true)]
    [InlineData(100L, 1L, true)]
    [InlineData(100L, 101L, false)]
    [InlineData(100L, 0L, false)]
    [InlineData(0L, 0L, false)]
    [InlineData(-1L, 1L, false)]
    [InlineData(long.MaxValue, 1L, false)]
    public void TryReadRow_OneFrame_IsAllThatIsStored(long size, long storedBytes, bool isGood)
    {
        Assert.Equal(isGood, FrameLengths.TryReadRow([], size, storedBytes, out var read));
        if (isGood) Assert.Equal(storedBytes, read.LengthOf(0));
    }

    /// <summary>Goal: a group is taken only as it was stored and in its place. Method: two good groups, read as they are, exchanged, with each bit flipped, and with other values under a good checksum.</summary>
    [Fact]
    public void TryReadGroup_NotTheOneOfItsPlace_IsFalse()
    {
        const long size = 1025L * Frame + 5;
        var lengths = Lengths([.. Enumerable.Range(1, 1026).Select(static number => number % 5 + 1)]);
        var first = Group(0, lengths[..2048]);
        var position = Enumerable.Range(1, 1024).Sum(static number => number % 5 + 1L);
        var second = Group(position, lengths[2048..]);
        var storedBytes = position + 1025 % 5 + 1 + 1026 % 5 + 1 + CompressedLayout.GroupsBytesOf(size);

        Assert.True(FrameLengths.TryReadGroup(first, 0, size, storedBytes, out var readFirst));
        Assert.True(FrameLengths.TryReadGroup(second, 1, size, storedBytes, out var readSecond));
        Assert.Equal((0, 1023, 1024, 1025), (readFirst.FirstFrame, readFirst.LastFrame, readSecond.FirstFrame, readSecond.LastFrame));
        Assert.Equal((position, position), (readFirst.PositionOf(1023) + readFirst.LengthOf(1023), readSecond.PositionOf(1024)));
        Assert.False(FrameLengths.TryReadGroup(first, 1, size, storedBytes, out _));
        Assert.False(FrameLengths.TryReadGroup(second, 0, size, storedBytes, out _));
        Assert.False(FrameLengths.TryReadGroup(second, 2, size, storedBytes, out _));
        Assert.False(FrameLengths.TryReadGroup(second, 1, size, storedBytes + 1, out _));
        Assert.False(FrameLengths.TryReadGroup(Group(position + 1, lengths[2048..]), 1, size, storedBytes, out _));
        Assert.False(FrameLengths.TryReadGroup(Group(0, lengths[2048..]), 1, size, storedBytes, out _));
        Assert.False(FrameLengths.TryReadGroup(Group(-1, lengths[2048..]), 1, size, storedBytes, out _));
        Assert.False(FrameLengths.TryReadGroup(Group(1, lengths[..2048]), 0, size, storedBytes, out _));
        for (var bit = 0; bit < second.Length * 8; bit++)
        {
            second[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(FrameLengths.TryReadGroup(second, 1, size, storedBytes, out _));
            second[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void FormatGroup_Lengths_HasTheDocumentedBytes()
    {
        var group = Group(0x0102030405060708, Lengths(1, 65_536));

        Assert.Equal("08070605040302010000FFFF", Convert.ToHexString(group[..^4]));
        Assert.Equal(Crc32C.Compute(group.AsSpan(0, 12)), BinaryPrimitives.ReadUInt32LittleEndian(group.AsSpan(12)));
    }

    private static byte[] Lengths(params int[] lengths)
    {
        var bytes = new byte[lengths.Length * 2];
        for (var i = 0; i < lengths.Length; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)(lengths[i] - 1));
        return bytes;
    }

    private static byte[] Group(long position, byte[] lengths)
    {
        var bytes = new byte[8 + lengths.Length + 4];
        FrameLengths.FormatGroup(position, lengths, bytes);
        return bytes;
    }
}
