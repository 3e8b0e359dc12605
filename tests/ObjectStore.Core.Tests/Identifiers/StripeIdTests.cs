using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Tests.Identifiers;

public class StripeIdTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [Fact]
    public void New_TwoWrites_DifferAndRememberTheirTime()
    {
        var first = StripeId.New(Now);
        var second = StripeId.New(Now);

        Assert.NotEqual(first, second);
        Assert.Equal(Now, first.CreatedAt);
        Assert.True(StripeId.New(Now.AddMilliseconds(1)) > first);
    }

    [Fact]
    public void Plus_Count_StaysInTheWrite()
    {
        var first = StripeId.New(Now);

        var later = first.Plus(1_000_000);

        Assert.Equal(first.High, later.High);
        Assert.Equal(first.Low >> 32, later.Low >> 32);
        Assert.Equal(1_000_000u, (uint)later.Low);
    }

    [Fact]
    public void Format_AnyId_ReadsBackAndSortsAsBytes()
    {
        Span<byte> first = stackalloc byte[StripeId.Size];
        Span<byte> second = stackalloc byte[StripeId.Size];
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var a = new StripeId((ulong)random.NextInt64(), (ulong)random.NextInt64());
            var b = new StripeId(i % 2 == 0 ? a.High : (ulong)random.NextInt64(), (ulong)random.NextInt64());
            a.Format(first);
            b.Format(second);

            Assert.Equal(a, StripeId.Read(first));
            Assert.Equal(Math.Sign(a.CompareTo(b)), Math.Sign(first.SequenceCompareTo(second)));
        }
    }
}
