using System.Globalization;
using System.Net;
using System.Net.Security;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments.Messages;
using FragmentId = ObjectStore.Core.Identifiers.FragmentId;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Sends and fetches payload over HTTP/1.1, from and into the caller's buffers. Thread-safe.</summary>
internal sealed class PayloadClient : IDisposable
{
    /// <summary>Guess: of so many connections one may be taken by an answer that nobody waits for; the others stay free for transfers.</summary>
    private const int ConnectionsPerAbandoned = 4;

    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;
    private readonly int _abandonedMax;
    private int _abandoned;

    public PayloadClient(Uri address, SslClientAuthenticationOptions? tls, RpcChannelOptions options)
    {
        _address = address;
        _abandonedMax = Math.Max(1, options.PayloadConnectionsPerPeer / ConnectionsPerAbandoned);
        var handler = PeerHandler.Create(tls, options);
        handler.MaxConnectionsPerServer = options.PayloadConnectionsPerPeer;
        _http = new HttpMessageInvoker(new ConnectionLossHandler(handler));
    }

    /// <summary>Puts a fragment; its payload is free again when the call returns or throws.</summary>
    /// <exception cref="StorageException">As the device says.</exception>
    /// <exception cref="HttpRequestException">The peer cannot be reached.</exception>
    public async ValueTask PutAsync(PutHeader header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using var content = new PayloadContent(header, payload);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(_address, PayloadPaths.Put)) { Version = HttpVersion.Version11, Content = content };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK) throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await content.ReleasedAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads a range of a fragment.</summary>
    /// <exception cref="StorageException">As the device says; CorruptFragment also when the bytes changed on their way.</exception>
    /// <exception cref="HttpRequestException">The peer cannot be reached.</exception>
    /// <exception cref="IOException">The connection was lost on the way.</exception>
    /// <remarks>
    /// One that is cancelled before the answer has begun ends at once for the caller; the answer is awaited and thrown away, because that leaves a connection that can
    /// be used again, where breaking it off costs the next transfer a handshake.
    /// </remarks>
    /// <param name="device">The device.</param>
    /// <param name="id">The fragment.</param>
    /// <param name="offset">First byte of the payload.</param>
    /// <param name="destination">Borrowed until the call ends.</param>
    /// <param name="ending">Ends the transfer, also of an answer that is thrown away. Handed over: disposed here.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask ReadAsync(
        DeviceId device, FragmentId id, int offset, Memory<byte> destination, CancellationTokenSource ending, CancellationToken cancellationToken)
    {
        var sending = SendAsync(PayloadPaths.Get(device, id, offset, destination.Length), ending.Token);
        try
        {
            await sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = AbandonAsync(sending, ending);
            throw;
        }
        catch
        {
            ending.Dispose();
            throw;
        }

        using (ending)
        using (cancellationToken.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), ending))
        using (var response = await sending.ConfigureAwait(false))
            await ReadAsync(response, id, destination, ending.Token).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static async ValueTask ReadAsync(HttpResponseMessage response, FragmentId id, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.OK) throw await ReadErrorAsync(response, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentLength != destination.Length) throw new IOException("The answer has another length than was asked for.");
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await stream.ReadExactlyAsync(destination, cancellationToken).ConfigureAwait(false);

        // Reads the end of the body, so that the connection can be used again.
        if (await stream.ReadAsync(EndProbe, cancellationToken).ConfigureAwait(false) != 0) throw new IOException("The answer is longer than it said.");
        if (Crc32C.Compute(destination.Span) != ReadCrc(response)) throw new StorageException(StorageErrorCode.CorruptFragment, $"Fragment {id} was damaged on its way.");
    }

    private async Task<HttpResponseMessage> SendAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, path)) { Version = HttpVersion.Version11 };
        return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes an answer that nobody waits for any more off its connection; breaks it off when there are many such already.</summary>
    private async Task AbandonAsync(Task<HttpResponseMessage> sending, CancellationTokenSource ending)
    {
        using (ending)
        {
            try
            {
                if (Interlocked.Increment(ref _abandoned) > _abandonedMax) await ending.CancelAsync().ConfigureAwait(false);

                // What is left of the body is read when the response is disposed, within the handler's bounds of bytes and time.
                (await sending.ConfigureAwait(false)).Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                // The connection is lost; the next transfer makes another.
            }
            finally
            {
                Interlocked.Decrement(ref _abandoned);
            }
        }
    }

    private static Memory<byte> EndProbe => new byte[1];

    private static uint? ReadCrc(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(PayloadPaths.CrcHeader, out var values)
        && uint.TryParse(values.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc) ? crc : null;

    private static async ValueTask<StorageException> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var number = response.Headers.NonValidated.TryGetValues(PayloadPaths.ErrorHeader, out var values) ? values.ToString() : null;
        if (!StorageStatus.TryParse(number, out var code))
            return new StorageException(StorageErrorCode.DeviceUnavailable, $"The node answered with HTTP status {(int)response.StatusCode}.");
        return new StorageException(code, await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
    }
}
