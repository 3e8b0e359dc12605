namespace ObjectStore.Policies.Tests;

public sealed class PrincipalKeysTests
{
    private static readonly RequestPrincipal OfRole = new("alice", "alice", "reader")
    {
        UniqueId = "AROA1:job",
        Session = new PrincipalSession
        {
            IssuedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(1)),
            Role = new AssumedRolePrincipal("arn:aws:iam::alice:role/reader", "arn:aws:sts::alice:assumed-role/reader/job"),
            Provider = "https://issuer.example",
            Tags = new Dictionary<string, string> { ["Team"] = "blue" },
        },
    };

    [Theory]
    [InlineData("aws:userid", "AROA1:job")]
    [InlineData("aws:username", null)]
    [InlineData("aws:principaltype", "AssumedRole")]
    [InlineData("aws:principalarn", "arn:aws:iam::alice:role/reader")]
    [InlineData("aws:principalaccount", "alice")]
    [InlineData("aws:tokenissuetime", "2026-03-01T11:00:00Z")]
    [InlineData("aws:federatedprovider", "https://issuer.example")]
    [InlineData("aws:principaltag/Team", "blue")]
    [InlineData("aws:principaltag/team", null)]
    [InlineData("sts:authentication", "true")]
    [InlineData("aws:sourceip", null)]
    public void Find_SessionOfARole_TellsRoleAndSession(string key, string? expected) => Assert.Equal(expected, PrincipalKeys.Find(OfRole, key));

    [Theory]
    [InlineData("aws:userid", "bob")]
    [InlineData("aws:username", "bob")]
    [InlineData("aws:principaltype", "User")]
    [InlineData("aws:principalarn", "arn:aws:iam::bob:user/bob")]
    [InlineData("aws:tokenissuetime", null)]
    [InlineData("sts:authentication", "false")]
    [InlineData("aws:principaltag/Team", null)]
    public void Find_User_TellsTheUser(string key, string? expected) => Assert.Equal(expected, PrincipalKeys.Find(Policy.Bob, key));

    [Theory]
    [InlineData("aws:userid", "anonymous")]
    [InlineData("aws:principaltype", "Anonymous")]
    [InlineData("aws:username", null)]
    [InlineData("aws:principalarn", null)]
    [InlineData("aws:principalaccount", null)]
    public void Find_Nobody_HasNoName(string key, string? expected) => Assert.Equal(expected, PrincipalKeys.Find(RequestPrincipal.Anonymous, key));
}
