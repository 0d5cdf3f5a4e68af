// Loops in stages that go back when an item fails.

using System.Collections.Generic;
using System.IO;
using Mlx4.Runtime;

internal interface IPort
{
    Errno Open(int speed);
    void Close();
    Errno Enable();
    void Disable();
}

// Shape: back by index
internal sealed partial class BackByIndex(IPort[] ports)
{
    [InitStage(10, Cleanup = nameof(CloseAll))]
    private Errno OpenAll(int speed)
    {
        for (int i = 0; i < ports.Length; i++)
        {
            Errno err = ports[i].Open(speed);
            if (err != Errno.Ok)
            {
                while (--i >= 0)
                {
                    ports[i].Close();
                }

                return err;
            }
        }

        return Errno.Ok;
    }

    private void CloseAll()
    {
        for (int i = ports.Length - 1; i >= 0; i--)
        {
            ports[i].Close();
        }
    }
}

// Shape: back over a list of what was done
internal sealed partial class BackByList(IReadOnlyCollection<IPort> ports)
{
    private readonly List<IPort> _open = [];

    [InitStage(10, Cleanup = nameof(CloseAll))]
    private Errno OpenAll(int speed)
    {
        foreach (IPort port in ports)
        {
            Errno err = port.Open(speed);
            if (err != Errno.Ok)
            {
                CloseAll();
                return err;
            }

            _open.Add(port);
        }

        return Errno.Ok;
    }

    private void CloseAll()
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            _open[i].Close();
        }

        _open.Clear();
    }
}

// Shape: two steps an item, the second undone with the first
internal sealed partial class TwoSteps(IPort[] ports)
{
    private readonly IPort[] _ports = ports;

    [InitStage(10, Cleanup = nameof(StopPort), ForEach = nameof(_ports))]
    private Errno StartPort(IPort port, int speed)
    {
        Errno err = port.Open(speed);
        if (err != Errno.Ok)
        {
            return err;
        }

        err = port.Enable();
        if (err != Errno.Ok)
        {
            port.Close();
        }

        return err;
    }

    private void StopPort(IPort port)
    {
        port.Disable();
        port.Close();
    }
}

// Shape: a counter in a member, and one method for both ways
internal sealed partial class CountedBack(IPort[] ports)
{
    private int _enabled;

    [InitStage(10, Cleanup = nameof(DisableEnabled))]
    private Errno EnableAll()
    {
        Errno err = Errno.Ok;
        while (_enabled < ports.Length && (err = ports[_enabled].Enable()) == Errno.Ok)
        {
            _enabled++;
        }

        if (err != Errno.Ok)
        {
            DisableEnabled();
        }

        return err;
    }

    private void DisableEnabled()
    {
        while (_enabled > 0)
        {
            ports[--_enabled].Disable();
        }
    }
}

// Shape: a loop that skips what fails
internal sealed partial class SkipsFailures(IReadOnlyList<string> paths)
{
    private readonly List<FileStream> _files = [];

    [InitStage(10, Cleanup = nameof(CloseAll))]
    private Errno OpenThoseThatExist()
    {
        foreach (string path in paths)
        {
            if (!File.Exists(path))
            {
                continue;
            }

            _files.Add(File.OpenRead(path));
        }

        return Errno.Ok;
    }

    private void CloseAll()
    {
        _files.ForEach(static file => file.Dispose());
        _files.Clear();
    }
}

// Shape: a search that returns from the loop
internal sealed partial class Searches(IPort[] ports)
{
    private IPort? _found;

    [InitStage(10, Cleanup = nameof(Leave))]
    private Errno Find(int speed)
    {
        foreach (IPort port in ports)
        {
            if (port.Open(speed) == Errno.Ok)
            {
                _found = port;
                return Errno.Ok;
            }
        }

        return Errno.ENODEV;
    }

    private void Leave()
    {
        _found!.Close();
        _found = null;
    }
}
