using System.Buffers;
using System.IO.Pipelines;
using ObjectStore.Rpc.Calls;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Rpc.Fragments.Messages;
using ObjectStore.Rpc.Framing;

namespace ObjectStore.Rpc.Tests.Framing;

public sealed class FramingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1H", 3600)]
    [InlineData("2M", 120)]
    [InlineData("3S", 3)]
    [InlineData("4000m", 4)]
    [InlineData("99999999u", 99.999999)]
    [InlineData("1000000n", 0.001)]
    public void TryParse_OfATimeout_GivesIt(string text, double seconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out var timeout));
        Assert.Equal(seconds, timeout.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("123456789S")]
    [InlineData("1x")]
    [InlineData("1.5S")]
    public void TryParse_OfSomethingElse_IsFalse(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));

    [Theory]
    [InlineData(0.0000001)]
    [InlineData(0.3)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(86_400)]
    [InlineData(1e9)]
    public void Format_OfATimeout_IsReadBackNotShorter(double seconds)
    {
        Assert.True(GrpcTimeout.TryParse(GrpcTimeout.Format(TimeSpan.FromSeconds(seconds)), out var timeout));
        Assert.InRange(timeout.TotalSeconds, Math.Min(seconds, 99_999_999), seconds + 1);
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("50 % für λ\n", "50 %25 f%C3%BCr %CE%BB%0A")]
    public void Encode_OfAMessage_IsReadBack(string text, string encoded)
    {
        Assert.Equal(encoded, GrpcMessage.Encode(text));
        Assert.Equal(text, GrpcMessage.Decode(encoded));
    }

    [Fact]
    public void Decode_OfABrokenEncoding_LeavesItAsItIs() => Assert.Equal("100% %zz %4", GrpcMessage.Decode("100% %zz %4"));

    [Fact]
    public void EveryStorageError_HasAStatusAndComesBack()
    {
        foreach (var code in Enum.GetValues<Core.Errors.StorageErrorCode>())
        {
            var status = StorageStatus.Of(new Core.Errors.StorageException(code, "why"));

            Assert.NotEqual(StatusCode.Unknown, status.StatusCode);
            Assert.Equal(code, StorageStatus.ToStorage(status).Code);
        }
    }

    [Fact]
    public async Task MoveNextAsync_OverPiecesOfEveryLength_GivesTheMessages()
    {
        var payloads = Enumerable.Range(0, 20).Select(i => Enumerable.Repeat((byte)i, i * 37).ToArray()).ToArray();
        var bytes = await WriteAsync(payloads);
        foreach (var pieceBytes in new[] { 1, 3, 5, 64, 10_000 })
        {
            var reader = Reader(bytes, pieceBytes, 1 << 20);
            foreach (var payload in payloads)
            {
                Assert.True(await reader.MoveNextAsync(Token));
                Assert.Equal((ulong)payload.Length, reader.Current.Header.Number);
                Assert.Equal(payload, reader.Current.Payload.ToArray());
            }

            Assert.False(await reader.MoveNextAsync(Token));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 1 }, StatusCode.Internal)]
    [InlineData(new byte[] { 1, 0, 0, 0, 0 }, StatusCode.Unimplemented)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0 }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0xFF, 0xFF, 0xFF, 0xFF }, StatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 0, 0, 0, 1, 0xFF }, StatusCode.Internal)]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 0x12, 5 }, StatusCode.Internal)]
    public async Task MoveNextAsync_OverWrongBytes_SaysWhy(byte[] bytes, StatusCode expected)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => Reader(bytes, 10_000, 1 << 20).MoveNextAsync(Token).AsTask());

        Assert.Equal(expected, failure.StatusCode);
    }

    /// <summary>Mutated messages either are read or end with an RpcException; nothing else is thrown.</summary>
    [Fact]
    public async Task MoveNextAsync_OverMutatedBytes_NeverThrowsAnythingElse()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("OBJECTSTORE_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"OBJECTSTORE_TEST_SEED={seed}");
        var random = new Random(seed);
        var good = await WriteAsync([new byte[10], new byte[300]]);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = good.ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var reader = Reader(bytes.AsSpan(0, random.Next(bytes.Length + 1)).ToArray(), random.Next(1, 400), 4096);
            try
            {
                while (await reader.MoveNextAsync(Token)) _ = FragmentWire.TryRead(reader.Current.Header.Fragment, out _);
            }
            catch (RpcException)
            {
                // One of the allowed outcomes.
            }
        }
    }

    [Fact]
    public void TryParseGet_OfAPath_GivesItsParts()
    {
        var device = Core.Identifiers.DeviceId.New();
        var id = Fragments.TestFragments.Id(77);

        Assert.True(PayloadPaths.TryParseGet(PayloadPaths.Get(device, id, 5, 100), out var parsedDevice, out var parsedId, out var offset, out var length));
        Assert.Equal((device, id, 5, 100), (parsedDevice, parsedId, offset, length));
        foreach (var wrong in new[] { "", "/v1/fragments/", "/v1/fragments/a/b/c/d/e", PayloadPaths.Get(device, id, 5, 0), PayloadPaths.Get(device, id, 5, 3 << 20), PayloadPaths.Get(device, id, 1, 1) + "/1" })
            Assert.False(PayloadPaths.TryParseGet(wrong, out _, out _, out _, out _), wrong);
    }

    private static async Task<byte[]> WriteAsync(byte[][] payloads)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new MessageWriter<PayloadMessage<PutHeader>>(pipe.Writer, FragmentMethods.Put.RequestMarshaller, 1 << 20);
        foreach (var payload in payloads)
            writer.Write(new PayloadMessage<PutHeader>(new PutHeader { Number = (ulong)payload.Length, Fragment = new FragmentHeader { Group = 3 } }, new ReadOnlySequence<byte>(payload)));
        await pipe.Writer.FlushAsync(Token);
        await pipe.Writer.CompleteAsync();
        return (await pipe.Reader.ReadAsync(Token)).Buffer.ToArray();
    }

    private static MessageReader<PayloadMessage<PutHeader>> Reader(byte[] bytes, int pieceBytes, int messageBytesMax) => new(
        PipeReader.Create(new PieceStream(bytes, pieceBytes), new StreamPipeReaderOptions(bufferSize: 64)), FragmentMethods.Put.RequestMarshaller, messageBytesMax);

    /// <summary>Gives at most so many bytes with each read.</summary>
    private sealed class PieceStream(byte[] bytes, int pieceBytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceBytes)], cancellationToken);
    }
}
