using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ObjectStore.LoadTest.Engine;

/// <summary>Requests that were signed and written out beforehand, sent in turn; all share one body.</summary>
/// <remarks>Owns native memory until disposed. A body longer than the buffer repeats it.</remarks>
internal sealed unsafe class RequestPlan : IDisposable
{
    private const long BodyBufferBytesMax = 64 * 1024 * 1024;
    private readonly byte* _heads;
    private readonly int[] _starts;
    private int _next;

    /// <summary>Takes the heads, each with its empty line.</summary>
    /// <param name="heads">At least one.</param>
    /// <param name="bodyLength">Bytes that follow each head.</param>
    public RequestPlan(IReadOnlyList<string> heads, long bodyLength)
    {
        BodyLength = bodyLength;
        _starts = new int[heads.Count + 1];
        var all = Encoding.ASCII.GetBytes(string.Concat(heads));
        for (var index = 0; index < heads.Count; index++)
            _starts[index + 1] = _starts[index] + heads[index].Length;
        _heads = (byte*)NativeMemory.Alloc((nuint)all.Length);
        all.CopyTo(new Span<byte>(_heads, all.Length));
        BodyBufferLength = Math.Max(1, Math.Min(bodyLength, BodyBufferBytesMax));
        Body = (byte*)NativeMemory.Alloc((nuint)BodyBufferLength);
        new ProcessTesting.SeededContent((ulong)bodyLength, BodyBufferLength).Fill(0, new Span<byte>(Body, (int)BodyBufferLength));
    }

    /// <summary>Bytes of each request's body.</summary>
    public long BodyLength { get; }

    /// <summary>Whether answers end with their head, whatever length they name: those to HEAD do.</summary>
    public bool AnswersHaveNoBody { get; init; }

    /// <summary>The bytes that bodies are made of.</summary>
    public byte* Body { get; }

    /// <summary>How many there are of them.</summary>
    public long BodyBufferLength { get; }

    /// <summary>Makes the bodies lines of a log in place of chance, before the first request.</summary>
    public void FillWithText()
    {
        var body = new Span<byte>(Body, (int)BodyBufferLength);
        var random = new Random(1);
        while (body.Length > 0)
        {
            var line = string.Create(
                CultureInfo.InvariantCulture, $"2026-01-02T03:04:{random.Next(60):00}.{random.Next(1000):000}Z info gateway[{random.Next(4096)}]: GET /bucket/key-{random.Next(100_000)} 200 took {random.Next(5000)} us\n");
            var count = Encoding.ASCII.GetBytes(line.AsSpan(0, Math.Min(line.Length, body.Length)), body);
            body = body[count..];
        }
    }

    /// <summary>Makes the bodies zeros in place of chance, before the first request.</summary>
    public void FillWithZeros() => new Span<byte>(Body, (int)BodyBufferLength).Clear();

    /// <summary>The next request's number; starts again after the last.</summary>
    public int Next() => _next++ % (_starts.Length - 1);

    /// <summary>The head of a request.</summary>
    public ReadOnlySpan<byte> Head(int number) => new(_heads + _starts[number], _starts[number + 1] - _starts[number]);

    /// <summary>Address of a head.</summary>
    public byte* HeadAddress(int number) => _heads + _starts[number];

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_heads);
        NativeMemory.Free(Body);
    }
}
