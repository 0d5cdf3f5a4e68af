using System.Net.Sockets;
using System.Runtime.Versioning;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>What is done with what is at the socket's path.</summary>
[SupportedOSPlatform("linux")]
public sealed class SocketFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;

    private string SocketPath => Path.Combine(_folder, "card.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_the_owner_may_connect()
    {
        using Socket? listener = SocketFile.Listen(SocketPath, out string? problem);
        Assert.Null(problem);
        Assert.NotNull(listener);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
    }

    [Fact]
    public void The_file_goes_with_the_socket()
    {
        SocketFile.Listen(SocketPath, out _)!.Dispose();
        Assert.False(Path.Exists(SocketPath));
    }

    [Fact]
    public void A_socket_that_nobody_listens_on_is_replaced()
    {
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(SocketPath));
            File.Move(SocketPath, SocketPath + "2");
        }
        File.Move(SocketPath + "2", SocketPath);
        using Socket? listener = SocketFile.Listen(SocketPath, out string? problem);
        Assert.Null(problem);
        using VfioUserClient client = new(SocketPath);
    }

    [Fact]
    public void A_socket_that_is_in_use_is_left_alone()
    {
        using Socket? first = SocketFile.Listen(SocketPath, out _);
        string? problem = Problem(SocketPath);
        Assert.Equal($"{SocketPath}: a server is listening there already. End it, or give another path.", problem);
        using VfioUserClient client = new(SocketPath);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("folder")]
    [InlineData("link")]
    public void What_is_no_socket_is_left_alone(string what)
    {
        switch (what)
        {
            case "file":
                File.WriteAllText(SocketPath, "precious");
                break;
            case "folder":
                Directory.CreateDirectory(SocketPath);
                break;
            default:
                File.CreateSymbolicLink(SocketPath, "nowhere");
                break;
        }
        string? problem = Problem(SocketPath);
        Assert.Equal($"{SocketPath}: is there, and is no socket. Give another path.", problem);
        Assert.Single(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_path_that_is_too_long_is_refused()
    {
        string path = Path.Combine(_folder, new string('x', 107 - _folder.Length));
        Assert.StartsWith("the path of the socket has 108 bytes: 1 to 107 are possible.", Problem(path), StringComparison.Ordinal);
        Assert.Null(Problem(path[..^1]));
        Assert.StartsWith("the path of the socket has 0 bytes", Problem(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        string? problem = Problem(Path.Combine(_folder, "no", "card.sock"));
        Assert.EndsWith("Give a path in a directory that can be written to.", problem, StringComparison.Ordinal);
    }

    /// <summary>Tries to listen.</summary>
    private static string? Problem(string path)
    {
        using Socket? listener = SocketFile.Listen(path, out string? problem);
        Assert.Equal(listener is null, problem is not null);
        return problem;
    }
}
