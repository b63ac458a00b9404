// Saying who one is: comes up when the daemon does not answer those whom it does not know, and takes a token for a cookie.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {ApiError, command, onUnknown} from './api.ts';
import {kApi} from './query.ts';
import {T} from './text.ts';

export function Login(): JSX.Element | null {
    const [asked, setAsked] = useState(false);
    const [failure, setFailure] = useState('');
    const [token, setToken] = useState('');
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => onUnknown(() => setAsked(true)), []);
    useEffect(() => {
        if (asked && dialog.current?.open === false) {
            dialog.current.showModal();
        }
    }, [asked]);
    if (!asked) {
        return null;
    }
    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        try {
            await command('POST', kApi + 'session', {token: token.trim()});
            window.location.reload();  // everything is asked anew, by another
        } catch (error) {
            setFailure(error instanceof ApiError ? error.message : T.lost);
        }
    };
    return (
        <dialog ref={dialog} class="login" aria-labelledby="login-heading">
            <form onSubmit={(event) => void submit(event)}>
                <h2 id="login-heading">{T.login.heading}</h2>
                <p>{T.login.about}</p>
                <label>{T.login.token} <input type="password" autocomplete="off" required value={token} onInput={(event) => setToken(event.currentTarget.value)} /></label>
                {failure !== '' && <p role="alert" class="failure">{failure}</p>}
                <button type="submit" class="primary">{T.login.submit}</button>
            </form>
        </dialog>
    );
}
