using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Mlx4.Sample.VfioUser;

/// <summary>The socket that a server listens on, as a file.</summary>
[SupportedOSPlatform("linux")]
internal static class SocketFile
{
    /// <summary>The longest path in bytes (<c>sun_path</c>, without its NUL).</summary>
    private const int LongestPath = 107;

    /// <summary>Only the owner may connect.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Listens. What a server that is gone has left at the path is replaced; anything else that is there stays. Closing the socket removes the file.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="problem">Why it is not possible, and the way out.</param>
    /// <returns>The socket, or <see langword="null"/> if there is a problem.</returns>
    public static Socket? Listen(string path, out string? problem)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length is 0 or > LongestPath)
        {
            problem = $"the path of the socket has {length} bytes: 1 to {LongestPath} are possible. "
                + "Give a shorter one, such as one relative to the working directory.";
            return null;
        }
        bool isSocket = Native.IsSocket(path);
        if (isSocket && IsListening(path))
        {
            problem = $"{path}: a server is listening there already. End it, or give another path.";
            return null;
        }
        if (!isSocket && Path.Exists(path))
        {
            problem = $"{path}: is there, and is no socket. Give another path.";
            return null;
        }
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (isSocket)
            {
                File.Delete(path);
            }
            // The file takes its mode from the socket when it comes into being.
            using (SafeFileHandle file = new(socket.Handle, ownsHandle: false))
            {
                File.SetUnixFileMode(file, Mode);
            }
            socket.Bind(new UnixDomainSocketEndPoint(path));
            socket.Listen();
            problem = null;
            return socket;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            socket.Dispose();
            problem = $"{path}: {exception.Message.TrimEnd('.')}. Give a path in a directory that can be written to.";
            return null;
        }
    }

    private static bool IsListening(string path)
    {
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException exception)
        {
            // Anything but a refusal, such as a missing permission, leaves it open whether somebody listens.
            return exception.SocketErrorCode != SocketError.ConnectionRefused;
        }
    }
}
