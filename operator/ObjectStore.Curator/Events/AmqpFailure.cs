using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using RabbitMQ.Client.Exceptions;

namespace ObjectStore.Curator.Events;

/// <summary>What a failure to publish is called, in a few words without secrets.</summary>
internal static class AmqpFailure
{
    /// <summary>False for what is no failure of connection, broker or settings.</summary>
    public static bool TryDescribe(Exception exception, [NotNullWhen(true)] out string? failure)
    {
        failure = exception switch
        {
            OperationCanceledException or TimeoutException => "no answer in time",
            BrokerUnreachableException unreachable => OfConnecting(unreachable),
            AuthenticationFailureException or PossibleAuthenticationFailureException => "user or password were refused",
            OperationInterruptedException { ShutdownReason.ReplyCode: var code } => string.Create(CultureInfo.InvariantCulture, $"AMQP {code}"),
            FileNotFoundException or DirectoryNotFoundException => "a file of the settings is not there",
            UnauthorizedAccessException => "a file of the settings cannot be read",
            CryptographicException => "the CaFile holds no certificates",
            AuthenticationException => "the broker's certificate is not trusted",
            RabbitMQClientException or IOException or SocketException or ObjectDisposedException => "the connection broke",
            _ => null,
        };
        return failure is not null;
    }

    private static string OfConnecting(BrokerUnreachableException unreachable)
    {
        // The client wraps what happened for each address that it tried.
        for (Exception? inner = unreachable.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is AuthenticationFailureException or PossibleAuthenticationFailureException) return "user or password were refused";
            if (inner is AuthenticationException) return "the broker's certificate is not trusted";
            if (inner is OperationInterruptedException { ShutdownReason.ReplyCode: var code }) return string.Create(CultureInfo.InvariantCulture, $"AMQP {code}");
        }

        return "cannot connect";
    }
}
