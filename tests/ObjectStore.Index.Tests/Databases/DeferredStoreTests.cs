using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Databases;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Index.Tests.Databases;

public sealed class DeferredStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Exception> Failures =>
    [
        new StorageException(StorageErrorCode.Refused, "The schema is of a later release."),
        new InvalidDataException("The certificate is none."),
        new TaskCanceledException("A call inside took too long."),
    ];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Open_FailsAtFirst_IsTriedAgain(Exception failure)
    {
        var (time, count) = (new ManualTimeProvider(), 0);
        await using var store = new DeferredStore("b", OpenAsync, time, NullLogger.Instance);

        await ReadWhenOpenAsync(store, time);

        Assert.Equal(2, count);

        Task<IOrderedStore> OpenAsync(CancellationToken cancellationToken) =>
            Interlocked.Increment(ref count) == 1 ? Task.FromException<IOrderedStore>(failure) : Task.FromResult<IOrderedStore>(new InMemoryOrderedStore());
    }

    private static async Task ReadWhenOpenAsync(DeferredStore store, ManualTimeProvider time)
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await store.ReadAsync("a"u8.ToArray(), Cancel);
                return;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.IndexUnavailable && Stopwatch.GetElapsedTime(began) < Wait.Limit)
            {
                await Task.Delay(1, Cancel);
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }
}
