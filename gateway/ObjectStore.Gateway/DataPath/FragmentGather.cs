using System.Buffers;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Errors;
using ObjectStore.Erasure;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Reads the same range of K other fragments, to rebuild that of one. Begins with K of them; one that fails is replaced by the next, and when they are late all that are left are
/// asked. The first K that are there suffice, the others are cancelled.
/// </summary>
/// <remarks>
/// Every fragment has a place of its own in the buffer. Invariants: the verdict is given once; the buffer goes back to the pool only when no read is under way, however long
/// that takes. One that does not end when it is cancelled keeps the buffer, which then leaves the pool as far as <see cref="LateBuffers"/> allows.
/// </remarks>
internal sealed class FragmentGather
{
    /// <summary>A read that is cancelled ends within moments; one that has not by now counts as one that may take for ever.</summary>
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(1);

    private readonly FragmentAccess _access;
    private readonly ReadHedging _hedging;
    private readonly LateBuffers _late;
    private readonly FragmentRange _range;
    private readonly int[] _members;
    private readonly CancellationTokenSource _cancellation;
    private readonly TaskCompletionSource<bool> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _allEnded = new();
    private readonly Lock _lock = new();
    private readonly int[] _found;
    private readonly long _startedAt;
    private BufferLease? _lease;
    private ITimer? _timer;
    private int _foundCount;
    private int _nextMember;
    private int _running = 1;
    private int _isReleased;
    private uint _ended;

    public FragmentGather(FragmentAccess access, ReadHedging hedging, LateBuffers late, in FragmentRange range, CancellationToken cancellationToken)
    {
        (_access, _hedging, _late, _range) = (access, hedging, late, range);
        _members = access.Order(range.Targets, range.Member);
        _found = new int[range.Targets.Group.Profile.DataFragments];
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _startedAt = hedging.Time.GetTimestamp();
    }

    /// <summary>True when K fragments are there; false when there are too few. Never faults.</summary>
    public Task<bool> Completion => _completion.Task;

    /// <summary>Fragments that were read.</summary>
    public int FoundCount => Volatile.Read(ref _foundCount);

    /// <summary>Fragments that may be there, but whose device does not answer. Final with <see cref="Completion"/>.</summary>
    public int UnansweredCount { get; private set; }

    /// <summary>Since it began.</summary>
    public TimeSpan Elapsed => _hedging.Time.GetElapsedTime(_startedAt);

    private int Length => _range.Destination.Length;

    /// <summary>Begins to read; completes when a buffer was there. Call once.</summary>
    public async Task StartAsync(BufferPool pool)
    {
        try
        {
            _lease = await pool.RentAsync(_members.Length * Length, _cancellation.Token);
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            Leave(_members.Length);
            return;
        }

        _timer = _hedging.Time.CreateTimer(static state => ((FragmentGather)state!).OnDue(), this, _hedging.DelayFor(Length), _hedging.Retry);
        StartNext(_found.Length);
        Leave(unanswered: 0);
    }

    /// <summary>Puts the range of the wanted fragment into the destination. Only after <see cref="Completion"/> was true and before <see cref="Release"/>.</summary>
    public void Decode()
    {
        var codec = ErasureCodec.For(_range.Targets.Group.Profile);
        var places = _lease!.Memory.Span;
        var sources = Array.ConvertAll(_found, place => _members[place]);
        if (!_found.AsSpan().ContainsAnyExceptInRange(0, _found.Length - 1))
        {
            // The usual case: the first K places, in the order in which they came.
            Array.Sort(_found, sources);
            codec.ReconstructRange(sources, places[..(_found.Length * Length)], Length, _range.Member, _range.Destination.Span);
            return;
        }

        var gathered = ArrayPool<byte>.Shared.Rent(_found.Length * Length);
        for (var i = 0; i < _found.Length; i++) places.Slice(_found[i] * Length, Length).CopyTo(gathered.AsSpan(i * Length));
        codec.ReconstructRange(sources, gathered.AsSpan(0, _found.Length * Length), Length, _range.Member, _range.Destination.Span);
        ArrayPool<byte>.Shared.Return(gathered);
    }

    /// <summary>Ends what is under way and gives the buffer back when nobody writes into it any more. The caller's last call.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) != 0) return;
        _cancellation.Cancel();
        _ = ReleaseAsync();
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _allEnded.Task.WaitAsync(EndGrace, _hedging.Time);
        }
        catch (TimeoutException)
        {
            // Only a device that breaks its contract.
        }

        var bytes = _lease?.Memory.Length ?? 0;
        var isLate = !_allEnded.Task.IsCompleted && _late.TryAdd(bytes);
        if (isLate) _lease?.Detach();
        await _allEnded.Task;
        if (isLate) _late.Remove(bytes);
        else _lease?.Dispose();
        _cancellation.Dispose();
    }

    private void OnDue()
    {
        if (!TryEnter()) return;
        if (Elapsed >= _hedging.Timeout) _cancellation.Cancel();
        else if (Volatile.Read(ref _nextMember) < _members.Length && (AreSomeLost() || _hedging.TrySpend())) StartNext(_members.Length);
        Leave(unanswered: 0);
    }

    /// <summary>Whether a device that is waited for has become one not to wait for; those that have not are asked whether they answer.</summary>
    private bool AreSomeLost()
    {
        var isLost = false;
        for (int place = 0, begun = Volatile.Read(ref _nextMember); place < begun; place++)
        {
            if ((Volatile.Read(ref _ended) >> place & 1) != 0) continue;
            var range = _range with { Member = _members[place], IsAtFormer = false };
            isLost |= _access.IsLastChoice(range);
            _access.Silent(range.Device);
        }

        return isLost;
    }

    /// <summary>Starts up to so many reads more, as far as there are members.</summary>
    private void StartNext(int count)
    {
        while (count-- > 0)
        {
            int place;
            lock (_lock)
            {
                if (_nextMember == _members.Length || _running == 0 || _completion.Task.IsCompleted) return;
                place = _nextMember++;
                _running++;
            }

            _ = ReadAsync(place);
        }
    }

    private async Task ReadAsync(int place)
    {
        var unanswered = 0;
        try
        {
            await ReadAsync(_range with { Member = _members[place], Destination = _lease!.Memory.Slice(place * Length, Length), IsAtFormer = false });
            Found(place);
        }
        catch (StorageException exception)
        {
            unanswered = FragmentAccess.MayBeReadLater(exception.Code) ? 1 : 0;
            StartNext(1);
        }
        catch (OperationCanceledException)
        {
            unanswered = 1;
        }
        finally
        {
            Interlocked.Or(ref _ended, 1u << place);
            Leave(unanswered);
        }
    }

    /// <summary>Reads a fragment from its member or, when that does not have it, from where it lay before.</summary>
    private async ValueTask ReadAsync(FragmentRange range)
    {
        FragmentRange other;
        try
        {
            await _access.ReadAsync(range, _cancellation.Token);
            return;
        }
        catch (StorageException exception)
        {
            if (_access.Failed(range, exception.Code) is not { } former) throw;
            other = former;
        }

        await ReadAsync(other);
    }

    private void Found(int place)
    {
        lock (_lock)
        {
            if (_foundCount == _found.Length) return;
            _found[_foundCount++] = place;
            if (_foundCount < _found.Length) return;
        }

        _timer?.Dispose();
        _cancellation.Cancel();
        _completion.TrySetResult(true);
    }

    /// <summary>Keeps what is shared from being given back; false when it may have been.</summary>
    private bool TryEnter()
    {
        lock (_lock)
        {
            if (_running == 0) return false;
            _running++;
            return true;
        }
    }

    private void Leave(int unanswered)
    {
        bool isShort;
        lock (_lock)
        {
            UnansweredCount += unanswered;
            if (--_running > 0) return;
            isShort = _foundCount < _found.Length;
        }

        if (isShort)
        {
            _timer?.Dispose();
            _completion.TrySetResult(false);
        }

        _allEnded.TrySetResult();
    }
}
