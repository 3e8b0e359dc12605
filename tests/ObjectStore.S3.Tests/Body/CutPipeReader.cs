using System.Buffers;
using System.IO.Pipelines;

namespace ObjectStore.S3.Tests.Body;

/// <summary>Bytes that arrive in pieces: each is a memory segment of its own, and a read shows a further one only when all before were examined.</summary>
internal sealed class CutPipeReader : PipeReader
{
    private readonly List<Segment> _segments = [];
    private int _visible;
    private SequencePosition _consumed;
    private bool _wasExamined = true;
    private bool _wasConsumed;

    /// <param name="bytes">Everything that arrives.</param>
    /// <param name="cuts">Ascending positions at which a piece ends.</param>
    /// <param name="failure">Thrown instead of the end.</param>
    public CutPipeReader(ReadOnlyMemory<byte> bytes, IEnumerable<int> cuts, Exception? failure = null)
    {
        var start = 0;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            if (cut > start) _segments.Add(new Segment(bytes[start..cut], _segments.LastOrDefault()));
            start = Math.Max(start, cut);
        }

        Failure = failure;
        if (_segments.Count > 0) _consumed = new SequencePosition(_segments[0], 0);
    }

    private Exception? Failure { get; }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_wasExamined)
        {
            if (_visible == _segments.Count && Failure is not null) throw Failure;
            if (_visible == _segments.Count && _visible > 0 && !_wasConsumed)
                throw new InvalidOperationException("Waits for bytes behind the last, although some before it were not consumed.");
            _visible = Math.Min(_visible + 1, _segments.Count);
        }

        if (_segments.Count == 0) return new(new ReadResult(default, false, true));
        var last = _segments[_visible - 1];
        var buffer = new ReadOnlySequence<byte>((Segment)_consumed.GetObject()!, _consumed.GetInteger(), last, last.Memory.Length);
        return new(new ReadResult(buffer, false, _visible == _segments.Count && Failure is null));
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_segments.Count == 0) return;
        _consumed = consumed;
        var last = _segments[_visible - 1];
        var end = last.RunningIndex + last.Memory.Length;
        _wasExamined = PositionOf(examined) == end;
        _wasConsumed = PositionOf(consumed) == end;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void CancelPendingRead()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

    private static long PositionOf(SequencePosition position) =>
        ((Segment)position.GetObject()!).RunningIndex + position.GetInteger();

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is null) return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
