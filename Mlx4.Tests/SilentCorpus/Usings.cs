// What does not outlive the stage.

using System;
using System.IO;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Mlx4.Runtime;

// Shape: using declarations and early failing returns
internal sealed partial class FirmwareImage
{
    private byte[] _hash = [];

    [InitStage(10, NoCleanup = "the file is closed")]
    private Errno CheckImage(string path, int maximum)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read);
        if (file.Length > maximum)
        {
            return Errno.EFBIG;
        }

        using SHA256 sha = SHA256.Create();
        _hash = sha.ComputeHash(file);
        return _hash[0] == 0 ? Errno.EBADMSG : Errno.Ok;
    }
}

// Shape: a using statement around an exit that throws
internal sealed partial class SettingsReader
{
    private int _ports;

    [InitStage(10, NoCleanup = "only reads")]
    private void ReadSettings(string path)
    {
        using (JsonDocument settings = JsonDocument.Parse(File.ReadAllText(path)))
        {
            if (!settings.RootElement.TryGetProperty("ports", out JsonElement ports))
            {
                throw new InvalidDataException("no ports");
            }

            _ports = ports.GetInt32();
        }
    }

    public int Ports => _ports;
}

// Shape: a using over a ternary that may be null
internal sealed partial class MaybeTraced
{
    [InitStage(10, NoCleanup = "only checks")]
    private Errno Check(string? trace, int value)
    {
        using StreamWriter? writer = trace is null ? null : File.AppendText(trace);
        writer?.WriteLine(value);
        if (value < 0)
        {
            return Errno.ERANGE;
        }

        return Errno.Ok;
    }
}

// Shape: try and finally by hand
internal sealed partial class PortProbe
{
    [InitStage(10, NoCleanup = "only asks")]
    private Errno ProbePort(string host, int port)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(host, port);
            return socket.Connected ? Errno.Ok : Errno.EHOSTDOWN;
        }
        catch (SocketException)
        {
            return Errno.EHOSTUNREACH;
        }
        finally
        {
            socket.Dispose();
        }
    }
}

// Shape: memory and strings need no disposing
internal sealed partial class InMemory
{
    private MemoryStream _image = new();
    private StringWriter? _text;

    [InitStage(10, NoCleanup = "only memory")]
    private Errno Build(int sections)
    {
        _image = new MemoryStream(sections * 512);
        _text = new StringWriter();
        for (int i = 0; i < sections; i++)
        {
            _image.WriteByte((byte)i);
            _text.WriteLine(i);
        }

        return _image.Length == 0 ? Errno.ENODATA : Errno.Ok;
    }

    public long Length => _image.Length + (_text?.ToString().Length ?? 0);
}
