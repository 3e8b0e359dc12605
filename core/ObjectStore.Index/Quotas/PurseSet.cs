using System.Collections.Concurrent;

namespace ObjectStore.Index.Quotas;

/// <summary>The purses of a process for one quota in one database. Each commit has one to itself, so that commits of one process do not conflict on them. Thread-safe.</summary>
#pragma warning disable CA1001 // Semaphores without a wait handle hold nothing to dispose of.
internal sealed class PurseSet(QuotaId quota, ulong process)
#pragma warning restore CA1001
{
    /// <summary>Guess: commits of one process charged to one quota that are under way at once and need room; more wait.</summary>
    private const int PursesMax = 64;

    private readonly SemaphoreSlim _places = new(PursesMax);
    private readonly SemaphoreSlim _filling = new(1);
    private readonly ConcurrentStack<Purse> _idle = new();
    private int _made;

    /// <summary>The purse that was used last and is idle: few writers use few purses.</summary>
    public async ValueTask<Purse> TakeAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return _idle.TryPop(out var purse) ? purse : new Purse(quota, process, (byte)(Interlocked.Increment(ref _made) - 1));
    }

    /// <summary>Whether the purse that the next commit would take is known to hold so much. Waits for nobody: false also where that cannot be told at once.</summary>
    public bool Covers(StoredAmount need)
    {
        if (!_places.Wait(0)) return false;
        var covers = false;
        if (_idle.TryPop(out var purse))
        {
            covers = purse.IsKnown && purse.Amount.Covers(need);
            _idle.Push(purse);
        }

        _places.Release();
        return covers;
    }

    /// <summary>Gives a purse back.</summary>
    public void Give(Purse purse)
    {
        _idle.Push(purse);
        _places.Release();
    }

    /// <summary>Runs what fills a purse, one at a time: purses of one process would only conflict on the account.</summary>
    public async ValueTask<T> FillAsync<T>(Func<ValueTask<T>> fill, CancellationToken cancellationToken)
    {
        await _filling.WaitAsync(cancellationToken);
        try
        {
            return await fill();
        }
        finally
        {
            _filling.Release();
        }
    }
}
