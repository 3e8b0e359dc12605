using System.CommandLine;
using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Rpc.Security;

namespace ObjectStore.Node.Certificates;

/// <summary><c>certificates create|issue|rotate|forget</c>: the cluster's small certificate authority, for where no other issues certificates.</summary>
internal static class CertificatesCommand
{
    private static readonly TimeSpan AuthorityValidity = TimeSpan.FromDays(3650);

    /// <summary>Runs it; the exit code is 0 on success.</summary>
    public static Task<int> RunAsync(string[] arguments, TextWriter output)
    {
        var root = new RootCommand("Makes and rotates the certificates by which gateways, nodes and curators know each other.");
        root.Subcommands.Add(Create(output));
        root.Subcommands.Add(Issue(output));
        root.Subcommands.Add(Rotate(output));
        root.Subcommands.Add(Forget(output));
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
    }

    private static Option<string> Authority() => new("--ca") { Description = "Directory of the authority (ca.crt, ca.key).", Required = true };

    private static Option<int> Days(int standard) => new("--days") { Description = "Days of validity.", DefaultValueFactory = _ => standard };

    private static Command Create(TextWriter output)
    {
        var (directory, days) = (Authority(), Days((int)AuthorityValidity.TotalDays));
        var command = new Command("create", "Makes a new authority.") { directory, days };
        command.SetAction(parsed =>
        {
            _ = CertificateAuthority.Create(parsed.GetRequiredValue(directory), TimeSpan.FromDays(parsed.GetValue(days)), TimeProvider.System);
            output.WriteLine($"Made an authority in {parsed.GetRequiredValue(directory)}. Keep ca.key there and give it to nobody.");
        });
        return command;
    }

    private static Command Issue(TextWriter output)
    {
        var (directory, days) = (Authority(), Days(90));
        var role = new Option<string>("--role") { Description = "gateway, node or curator.", Required = true };
        var name = new Option<string>("--name") { Description = "Name of the process.", Required = true };
        var hosts = new Option<string[]>("--host") { Description = "Name or address under which others reach it; may be given several times.", DefaultValueFactory = _ => [] };
        var target = new Option<string>("--out") { Description = "Directory for ca.crt, tls.crt and tls.key.", Required = true };
        var command = new Command("issue", "Issues a certificate, also in place of one that runs out.") { directory, role, name, hosts, target, days };
        command.SetAction(parsed =>
        {
            if (!PeerCertificate.TryParseUnit(parsed.GetRequiredValue(role), out var roles))
                throw new StorageException(StorageErrorCode.Refused, "--role is gateway, node or curator.");
            var authority = CertificateAuthority.Open(parsed.GetRequiredValue(directory), TimeProvider.System);
            authority.Issue(new PeerIdentity(roles, parsed.GetRequiredValue(name)), parsed.GetValue(hosts) ?? [], TimeSpan.FromDays(parsed.GetValue(days)), parsed.GetRequiredValue(target));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Issued a certificate for {parsed.GetRequiredValue(role)} {parsed.GetRequiredValue(name)} in {parsed.GetRequiredValue(target)}."));
        });
        return command;
    }

    private static Command Rotate(TextWriter output)
    {
        var (directory, days) = (Authority(), Days((int)AuthorityValidity.TotalDays));
        var command = new Command("rotate", "Replaces the authority's key; what it issued before stays trusted until 'forget'.") { directory, days };
        command.SetAction(parsed =>
        {
            CertificateAuthority.Open(parsed.GetRequiredValue(directory), TimeProvider.System).Rotate(TimeSpan.FromDays(parsed.GetValue(days)));
            output.WriteLine("The authority has a new key. Give its ca.crt to every process, issue all certificates anew, then run 'forget'.");
        });
        return command;
    }

    private static Command Forget(TextWriter output)
    {
        var directory = Authority();
        var command = new Command("forget", "Trusts only the current key of the authority from now on.") { directory };
        command.SetAction(parsed =>
        {
            CertificateAuthority.Open(parsed.GetRequiredValue(directory), TimeProvider.System).Forget();
            output.WriteLine("Only the current key is trusted in ca.crt. Give it to every process.");
        });
        return command;
    }
}
