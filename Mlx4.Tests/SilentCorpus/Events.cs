// Subscriptions.

using System;
using System.ComponentModel;
using System.IO;
using Mlx4.Runtime;

internal sealed class LinkMonitor : INotifyPropertyChanged
{
    public event PropertyChangedEventHandler? PropertyChanged;
    public event EventHandler<bool>? LinkChanged;
    public bool IsUp { get; private set; }

    public void Set(bool up)
    {
        IsUp = up;
        LinkChanged?.Invoke(this, up);
        PropertyChanged?.Invoke(this, new PropertyChangedEventArgs(nameof(IsUp)));
    }
}

// Shape: subscribed by the stage, unsubscribed by its cleanup
internal sealed partial class LinkWatcher(LinkMonitor monitor)
{
    private int _changes;

    [InitStage(10, Cleanup = nameof(Unwatch))]
    private void Watch()
    {
        monitor.LinkChanged += OnLinkChanged;
        monitor.PropertyChanged += OnPropertyChanged;
    }

    private void Unwatch()
    {
        monitor.PropertyChanged -= OnPropertyChanged;
        monitor.LinkChanged -= OnLinkChanged;
    }

    private void OnLinkChanged(object? sender, bool up) => _changes++;

    private void OnPropertyChanged(object? sender, PropertyChangedEventArgs e) => _changes++;

    public int Changes => _changes;
}

// Shape: unsubscribed on the failing exit
internal sealed partial class CarefulWatcher(LinkMonitor monitor)
{
    private bool _sawUp;

    [InitStage(10, Cleanup = nameof(Unwatch))]
    private Errno Watch()
    {
        monitor.LinkChanged += OnLinkChanged;
        if (!monitor.IsUp)
        {
            monitor.LinkChanged -= OnLinkChanged;
            return Errno.ENETDOWN;
        }

        return Errno.Ok;
    }

    private void Unwatch() => monitor.LinkChanged -= OnLinkChanged;

    private void OnLinkChanged(object? sender, bool up) => _sawUp |= up;

    public bool SawUp => _sawUp;
}

// Shape: a handler that uses what a later stage makes
internal sealed partial class HandlerBeforeLog(LinkMonitor monitor)
{
    private StreamWriter? _log;

    [InitStage(10, Cleanup = nameof(Unwatch))]
    private void Watch() => monitor.LinkChanged += OnLinkChanged;

    private void Unwatch() => monitor.LinkChanged -= OnLinkChanged;

    [InitStage(20, Cleanup = nameof(CloseLog))]
    private void OpenLog(string path) => _log = new StreamWriter(path);

    private void CloseLog()
    {
        _log?.Dispose();
        _log = null;
    }

    private void OnLinkChanged(object? sender, bool up) => _log!.WriteLine(up);
}

internal interface IBus
{
    IDisposable Subscribe(string topic, Action<string> handler);
}

// Shape: a subscription that is a token
internal sealed partial class TokenSubscriber(IBus bus)
{
    private IDisposable? _subscription;
    private string _last = "";

    [InitStage(10, Cleanup = nameof(Unsubscribe))]
    private Errno Subscribe(string topic)
    {
        if (string.IsNullOrWhiteSpace(topic))
        {
            return Errno.EINVAL;
        }

        _subscription = bus.Subscribe(topic, message => _last = message);
        return Errno.Ok;
    }

    private void Unsubscribe() => _subscription?.Dispose();

    public string Last => _last;
}

// Shape: handlers of an object of our own, which goes with it
internal sealed partial class WatchedFolder
{
    private FileSystemWatcher? _watcher;
    private int _seen;

    [InitStage(10, Cleanup = nameof(StopWatching))]
    private Errno StartWatching(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return Errno.ENOENT;
        }

        _watcher = new FileSystemWatcher(folder, "*.fw");
        _watcher.Created += OnCreated;
        _watcher.Renamed += (_, _) => _seen++;
        _watcher.EnableRaisingEvents = true;
        return Errno.Ok;
    }

    private void StopWatching()
    {
        _watcher!.EnableRaisingEvents = false;
        _watcher.Dispose();
        _watcher = null;
    }

    private void OnCreated(object sender, FileSystemEventArgs e) => _seen++;

    public int Seen => _seen;
}
