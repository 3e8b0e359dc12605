namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One destination: a webhook, or an exchange of a broker that speaks AMQP 0-9-1.</summary>
public sealed record StoreDestination
{
    /// <summary>Its name: letters, digits, hyphens and underscores.</summary>
    public required string Name { get; init; }

    /// <summary>Of a webhook http or https; of a broker amqp or amqps, whose path is the virtual host. Without user and password.</summary>
    public required string Url { get; init; }

    /// <summary>Of a broker: the exchange. Without it the default one, which routes to the queue that routingKey names.</summary>
    public string? Exchange { get; init; }

    /// <summary>Of a broker: the routing key of every event.</summary>
    public string? RoutingKey { get; init; }

    /// <summary>Secret with "token" and "hmac-key" of a webhook, where it has them; with "username" and "password" of a broker, and with "ca.crt" where an authority of one's own signs for it. Followed when it changes.</summary>
    public string? SecretName { get; init; }
}
