using ObjectStore.Cluster.Damage;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Testing;

namespace ObjectStore.Cluster.Tests;

public sealed class DamageMailboxTests
{
    private readonly ICatalog _catalog = TestCatalog.Make();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_LettersOfTwoGateways_GivesEachOnce()
    {
        var mailbox = new DamageMailbox(_catalog);
        var (first, second) = (Reports(3, 1), Reports(2, 100));
        Assert.True(await mailbox.TryPostAsync("gateway-1", first, Cancel));
        Assert.True(await mailbox.TryPostAsync("gateway-2", second, Cancel));

        Assert.Equal([.. first, .. second], await mailbox.TakeAsync(Cancel));
        Assert.Empty(await mailbox.TakeAsync(Cancel));
    }

    [Fact]
    public async Task TryPost_LastLetterIsNotTaken_IsRefused()
    {
        var mailbox = new DamageMailbox(_catalog);
        await mailbox.TryPostAsync("gateway-1", Reports(DamageMailbox.ReportsMax, 1), Cancel);

        Assert.False(await mailbox.TryPostAsync("gateway-1", Reports(1, 1), Cancel));
        Assert.Equal(DamageMailbox.ReportsMax, (await mailbox.TakeAsync(Cancel)).Count);
        Assert.True(await mailbox.TryPostAsync("gateway-1", Reports(1, 1), Cancel));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    public async Task Take_LetterThatCannotBeRead_IsThrownAway(byte[] bytes)
    {
        await _catalog.StoreJobStateAsync("damage/gateway-1", bytes, Cancel);
        var mailbox = new DamageMailbox(_catalog);

        Assert.Empty(await mailbox.TakeAsync(Cancel));
        Assert.True(await mailbox.TryPostAsync("gateway-1", Reports(1, 1), Cancel));
    }

    private static DamageReport[] Reports(int count, uint from) =>
        [.. Enumerable.Range(0, count).Select(i => new DamageReport(new FragmentId(new StripeId(from, (ulong)i), (byte)(i % 6)), new PlacementGroupId(from + (uint)i)))];
}
