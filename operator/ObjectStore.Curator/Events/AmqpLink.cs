using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace ObjectStore.Curator.Events;

/// <summary>A connection to a broker with one channel that confirms what is published on it. Thread-safe.</summary>
internal sealed class AmqpLink : IAsyncDisposable, IDisposable
{
    private const string ClientName = "objectstore events";

    /// <summary>Closing is only good manners.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Guess: finds a broker that went away silently while nothing happens.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(30);

    private readonly DestinationOptions _destination;
    private readonly IConnection _connection;
    private readonly IChannel _channel;

    private AmqpLink(DestinationOptions destination, IConnection connection, IChannel channel) => (_destination, _connection, _channel) = (destination, connection, channel);

    /// <summary>Whether it may still be used.</summary>
    public bool IsOpen => _channel.IsOpen;

    /// <summary>Connects. Throws whatever the client does.</summary>
    public static async ValueTask<AmqpLink> OpenAsync(DestinationOptions destination, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var factory = await FactoryAsync(destination, timeout, cancellationToken);
        var connection = await factory.CreateConnectionAsync(cancellationToken);
        try
        {
            // Without a limiter of the client: how many events are under way is bounded by who sends.
            var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null), cancellationToken);
            return new AmqpLink(destination, connection, channel);
        }
        catch
        {
            await CloseAsync(connection);
            throw;
        }
    }

    /// <summary>Publishes an event and waits until the broker has it: in every queue it goes to, and on disk in durable ones.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.PublishException">The broker refused it, or there is no queue for it; the link can be used on.</exception>
    public ValueTask PublishAsync(EventMessage message, CancellationToken cancellationToken)
    {
        var properties = new BasicProperties { ContentType = "application/json", DeliveryMode = DeliveryModes.Persistent, MessageId = message.Id };
        return _channel.BasicPublishAsync(_destination.Exchange, _destination.RoutingKey, mandatory: true, properties, message.Body, cancellationToken);
    }

    public ValueTask DisposeAsync() => CloseAsync(_connection);

    public void Dispose() => _connection.Dispose();

    /// <summary>Never fails, and takes little longer than closing may: who wants to connect anew must not wait for a broker that does not answer.</summary>
    private static async ValueTask CloseAsync(IConnection connection) =>
        await EndAsync(connection).WaitAsync(2 * CloseTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private static async Task EndAsync(IConnection connection)
    {
        await connection.AbortAsync(CloseTimeout);
        await connection.DisposeAsync();
    }

    private static async ValueTask<ConnectionFactory> FactoryAsync(DestinationOptions destination, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var url = new Uri(destination.Url);
        var virtualHost = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        return new ConnectionFactory
        {
            HostName = url.IdnHost,
            Port = url.Port > 0 ? url.Port : AmqpTcpEndpoint.UseDefaultPort,
            VirtualHost = virtualHost.Length > 0 ? virtualHost : ConnectionFactory.DefaultVHost,
            UserName = (await File.ReadAllTextAsync(destination.UserFile, cancellationToken)).Trim(),
            Password = (await File.ReadAllTextAsync(destination.PasswordFile, cancellationToken)).Trim(),
            Ssl = url.Scheme == DestinationOptions.Amqps ? TlsOf(url, destination) : new SslOption(),
            ClientProvidedName = ClientName,

            // Who sends decides when to connect again.
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = timeout,
            HandshakeContinuationTimeout = timeout,
            ContinuationTimeout = timeout,
        };
    }

    private static SslOption TlsOf(Uri url, DestinationOptions destination)
    {
        var tls = new SslOption { Enabled = true, ServerName = url.IdnHost };
        if (destination.CaFile.Length == 0) return tls;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(destination.CaFile);
        tls.CertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(authorities, certificate, chain, errors);
        return tls;
    }

    private static bool IsTrusted(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var ours = new X509Chain();
        ours.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        ours.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        ours.ChainPolicy.CustomTrustStore.AddRange(authorities);
        if (chain is not null) ours.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        return ours.Build(server);
    }
}
