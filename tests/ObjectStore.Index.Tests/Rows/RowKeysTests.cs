using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Rows;

public sealed class RowKeysTests
{
    private static readonly string[] Keys = ["a", "a\0", "a\0\0", "a\0\u0001", "a\u0001", "a/", "a/b", "b", "\0", "\0\0", "ü", "\U0010FFFF"];

    [Fact]
    public void Upload_Keys_SortAsObjectKeysDo()
    {
        var byKey = Keys.Select(ObjectKey.From).Order();
        var byRow = Keys.Select(ObjectKey.From).OrderBy(key => (ReadOnlyMemory<byte>)RowKeys.Upload(new BucketId(1), key, new UploadId(UInt128.MaxValue)), KeyComparer.Instance);

        Assert.Equal(byKey, byRow);
    }

    [Fact]
    public void TryReadEscapedKey_AnyKey_GivesItBack()
    {
        foreach (var key in Keys.Select(ObjectKey.From))
        {
            Assert.True(RowKeys.TryReadEscapedKey(RowKeys.Upload(new BucketId(1), key, new UploadId(7)), out var read, out var rest));
            Assert.Equal(key, read);
            Assert.Equal(new UploadId(7), UploadId.Read(rest));
        }
    }

    [Fact]
    public void TryReadEscapedKey_AnyBytes_NeverThrows()
    {
        var random = new Random(3);
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = random.GetItems<byte>([0, 0, 1, 255, 65], random.Next(30));
            RowKeys.TryReadEscapedKey(bytes, out _, out _);
        }

        Assert.False(RowKeys.TryReadEscapedKey(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 1, 255 }, out _, out _));
    }

    [Fact]
    public void Longest_Key_FitsTheStore()
    {
        var key = ObjectKey.From(new string('\0', ObjectKey.BytesMax));

        Assert.InRange(RowKeys.Part(new BucketId(1), key, default, 1).Length, 2 * ObjectKey.BytesMax, OrderedStoreLimits.KeyBytesMax);
        Assert.InRange(RowKeys.Garbage(new BucketId(1), key, default(UploadId)).Length, 2 * ObjectKey.BytesMax, OrderedStoreLimits.KeyBytesMax);
    }

    [Theory]
    [InlineData("61", "62")]
    [InlineData("61FF", "62")]
    [InlineData("FFFF", "")]
    [InlineData("", "")]
    public void PrefixEnd_Prefix_IsFirstKeyAfterAll(string prefix, string end) =>
        Assert.Equal(end, Convert.ToHexString(RowKeys.PrefixEnd(Convert.FromHexString(prefix))));

    [Fact]
    public void Object_Row_IsFamilyBucketAndRawKey() =>
        Assert.Equal("6F00000000000000FF" + Convert.ToHexString(Encoding.UTF8.GetBytes("a\0b")), Convert.ToHexString(RowKeys.Object(new BucketId(255), ObjectKey.From("a\0b"))));
}
