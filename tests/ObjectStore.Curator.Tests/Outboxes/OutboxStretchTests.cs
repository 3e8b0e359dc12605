using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Outboxes;
using Xunit;

namespace ObjectStore.Curator.Tests.Outboxes;

public sealed class OutboxStretchTests
{
    private static readonly BucketRows[] Buckets = [.. new[] { 1UL, 2UL, 4UL }.Select(static id => new BucketRows(new BucketId(id), 1, DateTimeOffset.UnixEpoch))];

    [Fact]
    public void AllOf_NoPlace_IsEachBucketWhole() =>
        Assert.Equal(["1 -", "2 -", "4 -"], OutboxStretch.AllOf(Buckets, place: null).Select(TextOf));

    [Theory]
    [InlineData(1UL, "1 k-", "2 -", "4 -", "1 -k")]
    [InlineData(2UL, "2 k-", "4 -", "1 -", "2 -k")]
    [InlineData(3UL, "3 k-", "4 -", "1 -", "2 -", "3 -k")]
    [InlineData(9UL, "9 k-", "1 -", "2 -", "4 -", "9 -k")]
    public void AllOf_Place_GoesOnceAround(ulong bucket, params string[] expected) =>
        Assert.Equal(expected, OutboxStretch.AllOf(Buckets, (new BucketId(bucket), ObjectKey.From("k"))).Select(TextOf));

    private static string TextOf(OutboxStretch stretch) => $"{stretch.Bucket.Value} {(stretch.Start.IsEmpty ? "" : "k")}-{stretch.UpTo}";
}
