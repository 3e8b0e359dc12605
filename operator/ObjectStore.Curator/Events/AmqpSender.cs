using RabbitMQ.Client.Exceptions;

namespace ObjectStore.Curator.Events;

/// <summary>Publishes events to an exchange of a broker. What the broker has confirmed is acknowledged.</summary>
/// <remarks>
/// One connection, made when an event is sent and there is none. After whatever fails but a refusal of one event it is given up, and the next attempt makes another: how long
/// to wait before that is the business of who sends. An event whose connection broke may have arrived, and arrives again.
/// </remarks>
internal sealed class AmqpSender(DestinationOptions destination, TimeSpan timeout, TimeProvider time) : IEventSender, IDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private AmqpLink? _link;

    public async ValueTask<string?> SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        AmqpLink? link = null;
        try
        {
            link = await LinkAsync(either.Token);
            await link.PublishAsync(message, either.Token);
            return null;
        }
        catch (PublishException exception)
        {
            return exception.IsReturn ? "unroutable: no queue is bound for it" : "the broker refused it";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (AmqpFailure.TryDescribe(exception, out var failure))
        {
            await GiveUpAsync(link);
            return failure;
        }
    }

    public void Dispose()
    {
        _link?.Dispose();
        _connecting.Dispose();
    }

    /// <summary>The connection there is, or a new one; one caller makes it and the others wait.</summary>
    private async ValueTask<AmqpLink> LinkAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _link) is { IsOpen: true } open) return open;
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_link is { IsOpen: true } made) return made;
            if (Interlocked.Exchange(ref _link, null) is { } broken) await broken.DisposeAsync();
            return _link = await AmqpLink.OpenAsync(destination, timeout, cancellationToken);
        }
        finally
        {
            _connecting.Release();
        }
    }

    /// <summary>Closes a connection that failed, once; others that wait on it fail then, too.</summary>
    private async ValueTask GiveUpAsync(AmqpLink? link)
    {
        if (link is not null && Interlocked.CompareExchange(ref _link, null, link) == link) await link.DisposeAsync();
    }
}
