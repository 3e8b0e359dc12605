using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Gateway.Hosting;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Hosting;

public sealed class EndpointCertificateTests : IDisposable
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(10);

    private readonly CertificateFiles _files = new();
    private readonly CertificateFiles _others = new();
    private readonly ManualTimeProvider _time = new();

    public void Dispose()
    {
        _files.Dispose();
        _others.Dispose();
    }

    [Fact]
    public void Current_FilesAreReplaced_IsTheNewOneAfterAWhile()
    {
        var certificate = Read();

        Replace();

        Assert.Equal(_files.Thumbprint, Shown(certificate));
        _time.Advance(LongEnough);
        Assert.Equal(_others.Thumbprint, Shown(certificate));
    }

    [Fact]
    public void Current_FilesAreNoPair_IsTheOneBeforeUntilTheyAre()
    {
        var certificate = Read();

        File.Copy(_others.KeyFile, _files.KeyFile, overwrite: true);
        _time.Advance(LongEnough);
        Assert.Equal(_files.Thumbprint, Shown(certificate));

        File.Delete(_files.CertificateFile);
        _time.Advance(LongEnough);
        Assert.Equal(_files.Thumbprint, Shown(certificate));

        Replace();
        _time.Advance(LongEnough);
        Assert.Equal(_others.Thumbprint, Shown(certificate));
    }

    [Fact]
    public void Current_FilesAreTheSame_IsTheSameContext()
    {
        var certificate = Read();
        var before = certificate.Current();

        _time.Advance(LongEnough);

        Assert.Same(before, certificate.Current());
    }

    private static string Shown(EndpointCertificate certificate) => certificate.Current().TargetCertificate.Thumbprint;

    private EndpointCertificate Read() => new(_files.CertificateFile, _files.KeyFile, _time, NullLogger.Instance);

    private void Replace()
    {
        File.Copy(_others.CertificateFile, _files.CertificateFile, overwrite: true);
        File.Copy(_others.KeyFile, _files.KeyFile, overwrite: true);
    }
}
