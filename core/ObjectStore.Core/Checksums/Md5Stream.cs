using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using ObjectStore.Core.Checksums.Kernels;
using ObjectStore.Core.Errors;

namespace ObjectStore.Core.Checksums;

/// <summary>The MD5 of one stream of bytes, computed beside those of other streams.</summary>
/// <remarks>
/// Not thread-safe: one append at a time, awaited before the next call.
/// Invariants: fewer than 64 bytes wait in the carry; while an append is under way the state and the input belong to the run, not to the caller.
/// </remarks>
public sealed class Md5Stream : IValueTaskSource, IDisposable
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = Md5State.DigestBytes;

    /// <summary>Up to this many bytes are hashed at once by the caller: about as long as the way to another thread and back.</summary>
    private const int InlineBytesMax = 4096;

    private readonly Md5Scheduler _scheduler;
    private Md5State _state = Md5State.Initial;
    private Md5Input _input;
    private Block _carry;
    private int _carryBytes;
    private ulong _totalBytes;
    private bool _underWay;
    private bool _finished;
    private bool _disposed;
    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };

    internal Md5Stream(Md5Scheduler scheduler) => _scheduler = scheduler;

    /// <summary>The computation as far as it has come.</summary>
    internal Md5State State => _state;

    /// <summary>What the append under way still has to hash.</summary>
    internal Md5Input Input => _input;

    /// <summary>Takes in the next bytes, which are borrowed until the task completes. It cannot be cancelled and does not fail.</summary>
    public ValueTask AppendAsync(ReadOnlyMemory<byte> data)
    {
        CheckUsable();
        _totalBytes += (ulong)data.Length;
        data = data[FillCarry(data.Span)..];
        var whole = data[..(data.Length & -Md5State.BlockBytes)];
        if (whole.Length < data.Length) CopyToCarry(data.Span[whole.Length..]);
        if (whole.Length <= InlineBytesMax)
        {
            Md5Kernel.Single.Advance(ref _state, whole.Span);
            return ValueTask.CompletedTask;
        }

        _input = Md5Input.Pin(whole);
        _underWay = true;
        _completion.Reset();
        var completion = new ValueTask(this, _completion.Version);
        _scheduler.Enqueue(this);
        return completion;
    }

    /// <summary>Ends the computation and writes the digest, <see cref="DigestBytes"/> bytes. At most two blocks are left, so it is done at once.</summary>
    public void Finish(Span<byte> digest)
    {
        CheckUsable();
        ArgumentOutOfRangeException.ThrowIfLessThan(digest.Length, DigestBytes, nameof(digest));
        Span<byte> tail = stackalloc byte[2 * Md5State.BlockBytes];
        tail.Clear();
        ((ReadOnlySpan<byte>)_carry)[.._carryBytes].CopyTo(tail);
        tail[_carryBytes] = 0x80;
        tail = tail[..(_carryBytes + 1 + sizeof(ulong) <= Md5State.BlockBytes ? Md5State.BlockBytes : 2 * Md5State.BlockBytes)];
        BinaryPrimitives.WriteUInt64LittleEndian(tail[^sizeof(ulong)..], _totalBytes * 8);
        Md5Kernel.Single.Advance(ref _state, tail);
        _finished = true;
        _state.Write(digest);
    }

    /// <summary>Gives the stream's place in the scheduler back. The last append has to be awaited first.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _scheduler.Close();
    }

    /// <summary>Takes over what a run has computed; true when the append is complete, and then the stream is the caller's again.</summary>
    internal bool Advance(Md5State state, int blocks)
    {
        Invariant.That(_underWay);
        _state = state;
        _input.Skip(blocks);
        if (_input.Blocks > 0) return false;
        _input.Release();
        _underWay = false;
        _completion.SetResult(true);
        return true;
    }

    /// <summary>Completes a block that earlier appends began; returns how many bytes that took.</summary>
    private int FillCarry(ReadOnlySpan<byte> data)
    {
        if (_carryBytes == 0) return 0;
        var taken = Math.Min(data.Length, Md5State.BlockBytes - _carryBytes);
        CopyToCarry(data[..taken]);
        if (_carryBytes < Md5State.BlockBytes) return taken;
        Md5Kernel.Single.Advance(ref _state, _carry);
        _carryBytes = 0;
        return taken;
    }

    private void CopyToCarry(ReadOnlySpan<byte> data)
    {
        data.CopyTo(((Span<byte>)_carry)[_carryBytes..]);
        _carryBytes += data.Length;
    }

    private void CheckUsable()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_underWay) throw new InvalidOperationException("The append before has not completed.");
        if (_finished) throw new InvalidOperationException("The MD5 is finished.");
    }

    void IValueTaskSource.GetResult(short token) => _completion.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    [InlineArray(Md5State.BlockBytes)]
    private struct Block
    {
        private byte _first;
    }
}
