using Npgsql;
using ObjectStore.Index.Postgres;
using Xunit;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>What is added to connection strings, and what they say themselves.</summary>
public sealed class PostgresConnectionStringTests
{
    [Theory]
    [InlineData("Host=db", true, 2)]
    [InlineData("Host=db;TCP Keepalive=true;TCP Keepalive Time=60", true, 60)]
    [InlineData("Host=db;TCP Keepalive=false", false, 0)]
    [InlineData("Host=/run/postgresql", false, 0)]
    [InlineData("Host=/run/a:5432,/run/b:5433", false, 0)]
    [InlineData("Host=a,b", true, 2)]
    public void FailureDetection_OfAConnection_IsByKeepalive(string text, bool isOn, int seconds)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);

        PostgresConnector.SetFailureDetection(settings);

        Assert.Equal((isOn, seconds), (settings.TcpKeepAlive, settings.TcpKeepAliveTime));
    }

    [Theory]
    [InlineData("Host=a", null, 10)]
    [InlineData("Host=a,b", "read-write", 1)]
    [InlineData("Host=a,b;Host Recheck Seconds=7;Target Session Attributes=primary", "primary", 7)]
    public void FailureDetection_OfSeveralServers_FindsTheOneThatTakesWrites(string text, string? attributes, int recheckSeconds)
    {
        var settings = new NpgsqlConnectionStringBuilder(text);

        PostgresConnector.SetFailureDetection(settings);

        Assert.Equal((attributes, recheckSeconds), (settings.TargetSessionAttributes, settings.HostRecheckSeconds));
    }
}
