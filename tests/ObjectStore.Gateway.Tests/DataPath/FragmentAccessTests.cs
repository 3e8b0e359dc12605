using System.Runtime.ExceptionServices;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.DataPath;

namespace ObjectStore.Gateway.Tests.DataPath;

public sealed class FragmentAccessTests
{
    /// <summary>While a node is away many reads meet that, and to throw is dear.</summary>
    [Fact]
    public async Task ReadAsync_DeviceIsNotFound_FailsWithoutThrowing()
    {
        using var fixture = new DataPathFixture();
        var targets = fixture.Groups.Get(fixture.Selector.Map.Groups[0].Id);
        var range = new FragmentRange(targets, new StripeId(1, 1), Member: 0, Offset: 0, new byte[1]);
        fixture.Remove(range.Device);
        var (thread, thrown) = (Environment.CurrentManagedThreadId, 0);
        void Count(object? sender, FirstChanceExceptionEventArgs first) => thrown += Environment.CurrentManagedThreadId == thread ? 1 : 0;

        AppDomain.CurrentDomain.FirstChanceException += Count;
        var read = fixture.Access.ReadAsync(range, CancellationToken.None).AsTask();
        AppDomain.CurrentDomain.FirstChanceException -= Count;

        Assert.Equal(0, thrown);
        Assert.Equal(StorageErrorCode.DeviceUnavailable, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
    }
}
